"""Every event that the platform logs, with what it means: the code and docs/platform-log.md both come from this list.

One JSON line an event. Ids, codes, outcomes and counts; never anything of a person, and never the words of an exception.
"""

from dataclasses import dataclass
from typing import Literal

from central import logs

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Event:
    """Call it to log it, with a value for each of its fields."""

    id: str
    level: Literal["info", "warning", "error"]
    meaning: str
    fields: tuple[str, ...] = ()

    def __call__(self, **values: Value) -> None:
        assert values.keys() == set(self.fields), f"{self.id} has the fields {self.fields}"
        getattr(logs.logger, self.level)(self.id, **values)


CATALOGUE: list[Event] = []


def _event(id: str, level: Literal["info", "warning", "error"], meaning: str, *fields: str) -> Event:
    CATALOGUE.append(event := Event(id, level, meaning, fields))
    return event


BUG = _event(
    "platform.bug",
    "error",
    "our mistake; where it happened and of which kind, and nothing it says. Tell us",
    "kind",
    "at",
)

DATABASE = _event(
    "platform.database", "error", "the database is away or busy; terminals come again by themselves", "kind"
)

DATABASE_UPGRADED = _event(
    "platform.database_upgraded", "info", "this node brought the tables up to date", "before", "revision"
)
DATABASE_NEWER = _event(
    "platform.database_newer",
    "warning",
    "the tables are of a newer release; this node works with them as they are",
    "revision",
)
HOUSEKEEPING = _event(
    "platform.housekeeping_refused",
    "warning",
    "old uploads could not be cleared away; tried again in an hour",
    "reason",
)
RESTORED = _event(
    "platform.restored",
    "error",
    "the database was put back from a backup: a new epoch. Terminals offer again what they had handed in above `held`",
    "reason",
    "epoch",
    "earlier",
    "held",
)
RESTORED_NOTICED = _event(
    "platform.restored_noticed", "error", "a terminal knows more than the database: it was put back", "terminal"
)
RESTORED_DOUBTFUL = _event(
    "platform.restored_doubtful", "error", "a terminal says so again within an hour and is not believed", "terminal"
)

RECEPTION_NEW = _event("reception.new", "info", "an application was taken in", "number", "state")
RECEPTION_AGAIN = _event("reception.again", "info", "it was sent again and got the same answer", "number", "state")
RECEPTION_REFUSED = _event(
    "reception.refused", "warning", "refused for good; the terminal parks it, the console lists it", "number", "kind"
)
RECEPTION_MOVED = _event("reception.moved", "info", "an officer's step", "number", "state")

UPLOAD_HASH = _event(
    "uploads.hash_wrong", "warning", "a whole attachment did not hash to its name; it is sent again", "attempt"
)
UPLOADS_PRUNED = _event("uploads.pruned", "info", "uploads that never came to an end were cleared away", "uploads")
SNAPSHOT = _event("catalogue.snapshot_made", "info", "the catalogue as a file for new terminals", "rows", "bytes")

ENROLLED = _event("terminal.enrolled", "info", "a machine became a terminal by a one-time code", "terminal", "serial")
ENROLLED_AGAIN = _event(
    "terminal.enrolled_again", "info", "the same machine asked again with code and key: its answer was lost", "terminal"
)
ENROLMENT_REFUSED = _event(
    "terminal.enrolment_refused",
    "warning",
    "a code that is unknown, too old, or spent by another key; from where",
    "address",
)
RENEWED = _event("terminal.renewed", "info", "a terminal got its next certificate", "terminal", "serial")
CLOSED = _event(
    "terminal.closed",
    "warning",
    "an identity works no more: `revoked` by an operator, `restored` from an old image, `cloned` to a second machine. "
    "Its machine must enrol again",
    "terminal",
    "reason",
)
REFUSED = _event(
    "terminal.refused",
    "warning",
    "somebody who is no terminal, or no longer; the problem's short name and from where",
    "reason",
    "address",
)
LIMITED = _event(
    "edge.limited",
    "warning",
    "answered with 429 for the first time in a minute: `terminal`, `address` or `work`",
    "bound",
)


def page() -> str:
    """docs/platform-log.md."""
    lines = [
        "# What the platform logs",
        "",
        "Made from `central/events.py` by `python -m central log-events --out docs/platform-log.md`; a test compares.",
        "One JSON object a line on stderr: `time`, `level`, `event`, `logger` and the fields below. Ids, codes, outcomes",
        "and counts; never anything of a person. Libraries log through the same lines, without what an exception says.",
        "",
        "| event | level | means | fields |",
        "|---|---|---|---|",
    ]
    for event in sorted(CATALOGUE, key=lambda one: one.id):
        fields = ", ".join(f"`{name}`" for name in event.fields)
        lines.append(f"| `{event.id}` | {event.level} | {event.meaning} | {fields} |")
    return "\n".join(lines) + "\n"
