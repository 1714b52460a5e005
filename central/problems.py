"""What the platform says when it will not do something: RFC 9457, with the member of the request that is wrong."""

from collections.abc import Sequence

from kiosk.contract.platform import Problem

MEDIA_TYPE = "application/problem+json"


class Refusal(Exception):
    """Raised anywhere in the platform; the API turns it into its Problem. `detail` never repeats a person's data."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        *,
        detail: str = "",
        field: str | None = None,
        missing: Sequence[str] = (),
        offset: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        """`kind`: a short name, stable for programs; it becomes the problem's type. `missing`, `offset`: as in Problem.
        `retry_after`: seconds, where asking again helps."""
        super().__init__(f"{status} {kind} {field or ''}".rstrip())
        self.problem = Problem(
            type=f"urn:xinzhizhu:problem:{kind}",
            title=title,
            status=status,
            detail=detail,
            field=field,
            missing=list(missing),
            offset=offset,
        )
        self.retry_after = retry_after

    @property
    def kind(self) -> str:
        return self.problem.type.rpartition(":")[2]
