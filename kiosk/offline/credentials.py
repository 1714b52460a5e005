"""Who this machine is on the platform: kept in a file only its owner can read, bound to the store beside it.

The binding matters for receipt numbers: they count on in the store, so a machine with a fresh store must not go on under its
old terminal number. It enrols anew and gets another one.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.languages.fault import Fault, KnownFault, Mender

if TYPE_CHECKING:
    from kiosk.contract.platform import Enrolment


@dataclass(frozen=True, slots=True)
class CredentialsFile:
    """`store` is Store.identity."""

    path: Path
    store: str

    def load(self) -> "Enrolment | None":
        """None while the machine is not enrolled with this store. Raises KnownFault('credentials_damaged')."""
        from kiosk.contract.platform import Enrolment

        try:
            document = json.loads(self.path.read_text("utf-8"))
            if document["store"] != self.store:
                return None
            return Enrolment.model_validate(document["enrolment"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise KnownFault(Fault("credentials_damaged", Mender.TECHNICIAN)) from error

    def require(self) -> "Enrolment":
        """Raises KnownFault('not_enrolled')."""
        enrolment = self.load()
        if enrolment is None:
            raise KnownFault(Fault("not_enrolled", Mender.OPERATOR))
        return enrolment

    def save(self, enrolment: "Enrolment") -> None:
        """Whole or not at all, and on the disk when it returns: the one-time code behind it is spent."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
        document = {"store": self.store, "enrolment": enrolment.model_dump(mode="json")}
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
