"""Qt's Property, with a type: reading it on an instance gives what the getter gives, and mypy knows."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

Value = TypeVar("Value")

if TYPE_CHECKING:

    class _Shown(Generic[Value]):
        @overload
        def __get__(self, instance: None, owner: type) -> "_Shown[Value]": ...
        @overload
        def __get__(self, instance: object, owner: type) -> Value: ...
        def __get__(self, instance: object, owner: type) -> Any: ...

    @overload
    def Property(
        kind: object, *, notify: object = None, constant: bool = False
    ) -> Callable[[Callable[[Any], Value]], _Shown[Value]]: ...
    @overload
    def Property(
        kind: object,
        getter: Callable[[Any], Value],
        setter: Callable[[Any, Value], None],
        *,
        notify: object = None,
    ) -> _Shown[Value]: ...
    def Property(*arguments: Any, **named: Any) -> Any: ...

else:
    from PySide6.QtCore import Property

__all__ = ["Property"]
