"""What an agent needs of a platform, whichever province runs it. docs/integrating.md shows how another one is joined.

The messages are those of kiosk/contract; how they travel is the adapter's affair. PlatformClient (kiosk/offline/remote/client.py) is
the first implementation, for the reference platform's own HTTP.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from kiosk.contract.application import Rating, Submission, SubmissionAnswer
from kiosk.contract.platform import (
    CataloguePage,
    CertificateAnswer,
    CertificateQuestion,
    Enrolment,
    EnrolmentRequest,
    Heartbeat,
    HeartbeatAnswer,
    HeldAnswer,
    HeldQuestion,
    Problem,
    ProgressAnswer,
    ProgressQuestion,
    Renewal,
    RenewalRequest,
    Snapshot,
    StatusPage,
    Upload,
)
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.cut import Stop

if TYPE_CHECKING:
    from kiosk.offline.remote.identity import Machine


class Unreachable(Exception):
    """No word from the platform: no network, too slow, 5xx, 429, or somebody else answered. Asking again later may help.

    `answered`: with a 5xx or 429, so that another request may fare better.
    """

    def __init__(self, reason: str, *, answered: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.answered = answered
        self.retry_after = retry_after


class Refused(Exception):
    """The platform understood and said no (4xx). Asking the same again does not help, unless it says when (`retry_after`, seconds)."""

    def __init__(self, problem: Problem, *, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.type} {problem.field or ''}".rstrip())
        self.problem = problem
        self.retry_after = retry_after


class Closed(Refused):
    """The platform has closed this machine until it enrols with a new code. `reason`: a word of its own, such as revoked, restored,
    cloned."""

    def __init__(self, problem: Problem, reason: str) -> None:
        super().__init__(problem)
        self.reason = reason


class Unknown(Refused):
    """The platform does not know the certificate, or takes it for expired. A new code helps; it may also come to know it again."""


class PlatformPort(Protocol):
    """One connection as one machine, for one thread. Every method raises Unreachable or Refused (Closed, Unknown), and nothing else
    that comes from outside; every one may be called again with the same words and then means the same."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def enrol(self, request: EnrolmentRequest) -> Enrolment: ...

    def renew(self, request: RenewalRequest) -> Renewal: ...

    def catalogue(self, epoch: str, seq: int) -> CataloguePage:
        """Changes after a cursor. Refused 410 for one that the platform does not know: take the snapshot."""

    def snapshot(self, epoch: str, seq: int) -> Snapshot:
        """The whole catalogue as a file, not older than the cursor; '' and 0 for whoever has none."""

    def snapshot_file(self, digest: str, start: int, take: Callable[[int, bytes], None]) -> None:
        """Its bytes from `start` on, or all of them: `take` gets each part and where in the file it belongs, and may break off by
        raising. Once, without another try. Refused 404 for one that is not kept any more."""

    def begin_upload(self, sealed_sha256: str, size: int) -> Upload:
        """Announces an attachment of so many sealed bytes, or asks how far it has come. kiosk/offline/outbox/uploads.py carries one."""

    def send_piece(self, sealed_sha256: str, offset: int, piece: bytes) -> Upload:
        """Refused 409 with `offset`: where it really stands. Refused 413 whoever says it, for boxes on the way have limits too."""

    def commit_upload(self, sealed_sha256: str) -> Upload:
        """All of it was sent; `complete` when its hash is right."""

    def submit(self, submission: Submission) -> SubmissionAnswer:
        """Once for ever under its key. Refused 409 with `missing`: attachments that have not arrived."""

    def rate(self, rating: Rating) -> None: ...

    def heartbeat(self, heartbeat: Heartbeat) -> HeartbeatAnswer: ...

    def statuses(self, epoch: str, seq: int) -> StatusPage:
        """After a cursor. A page of another epoch than asked for begins from 0."""

    def held(self, question: HeldQuestion) -> HeldAnswer: ...

    def progress(self, question: ProgressQuestion) -> ProgressAnswer: ...

    def certificate(self, question: CertificateQuestion) -> CertificateAnswer:
        """Refused 404 when there is none for this number and person."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to connect, between two bytes, and for a whole exchange; and how often an exchange is tried."""

    connect_s: float = 5.0
    read_s: float = 30.0
    whole_s: float = 120.0
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Way:
    """All that an adapter is given to reach its platform as this machine."""

    address: str
    """https, or http to loopback; without a slash at its end."""
    time: PlatformTime
    authority: Path | None = None
    """PEM of authorities that are believed besides the public ones."""
    machine: "Machine | None" = None
    """None before enrolment, and while enrolling again."""
    patience: Patience = field(default_factory=Patience)
    stop: Stop = field(default_factory=Stop)


Adapter = Callable[[Way], PlatformPort]


def adapter(name: str) -> Adapter:
    """The adapter named `package.module:callable`. Raises ValueError when there is none."""
    try:
        found = pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"there is no adapter {name}: {error}") from error
    if ":" not in name or not callable(found):
        raise ValueError(f"{name} is no adapter: package.module:callable is wanted")
    made: Adapter = found
    return made
