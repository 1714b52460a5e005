"""Taking in what was carried here in a file (kiosk.contract.parcel), as if the terminal had sent it: once for ever under its key."""

from dataclasses import dataclass
from pathlib import Path

from central.platform import Platform
from central.problems import Refusal
from central.reception import receive
from kiosk.contract.parcel import read_parcel


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one. `outcome`: new, known, or refused with the `reason`."""

    number: str
    outcome: str
    reason: str = ""


def take_in(platform: Platform, file: Path) -> list[Taken]:
    """Each has a result of its own. Raises BadParcel; what came before the bad place stays taken in."""
    taken = []
    for submission, attachments in read_parcel(file):
        try:
            terminal = platform.terminals.by_number(int(submission.number[:4]))
            if terminal is None:
                raise Refusal(422, "terminal-unknown", "没有这台终端", field="terminal")
            for digest, sealed in attachments.items():
                platform.attachments.keep(digest, sealed)
            _, new = receive(platform, terminal, submission)
        except Refusal as refusal:
            taken.append(Taken(submission.number, "refused", str(refusal)))
        else:
            taken.append(Taken(submission.number, "new" if new else "known"))
    return taken
