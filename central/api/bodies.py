"""JSON can say half of a surrogate pair (`"\\ud800"`), which is no text and can be written nowhere. It is refused before anybody works
with it, and the member that holds it is named."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

_ESCAPED = (b"\\ud", b"\\uD")
"""The only way by which such a half comes into a body that is UTF-8."""


class TextRoute(APIRoute):
    """`route_class` of every router that takes JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            if "json" in request.headers.get("Content-Type", ""):
                _check(await request.body())
            return await handle(request)

        return checked


def _check(body: bytes) -> None:
    """Raises RequestValidationError. What is no JSON is left to whoever reads it."""
    if not any(one in body for one in _ESCAPED):
        return
    try:
        place = _broken(json.loads(body), ())
    except RecursionError:
        place = ()  # nothing of ours is nested so deeply
    except ValueError:
        return
    if place is not None:
        raise RequestValidationError([{"type": "string_unicode", "loc": ("body", *place)}])


def _broken(value: Any, place: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Where the first string is that cannot be written; for the name of a member the place of its object."""
    match value:
        case str():
            return None if _is_text(value) else place
        case dict():
            if not all(_is_text(name) for name in value):
                return place
            inner = list(value.items())
        case list():
            inner = list(enumerate(value))
        case _:
            return None
    return next((found for name, one in inner if (found := _broken(one, (*place, name))) is not None), None)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
