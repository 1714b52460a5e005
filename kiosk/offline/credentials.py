"""Who this machine is on the platform: kept in a file only its owner can read, bound to the store beside it.

The binding matters for receipt numbers: they count on in the store, so a machine with a fresh store must not go on under its
old terminal number. It enrols anew and gets another one.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.languages.fault import Fault, KnownFault, Mender

if TYPE_CHECKING:
    from kiosk.contract.platform import Enrolment

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class CredentialsFile:
    """`store` is Store.identity."""

    path: Path
    store: str

    def load(self) -> "Enrolment | None":
        """None while the machine is not enrolled with this store. Raises KnownFault('credentials_damaged')."""

        def whole(enrolment: object) -> "Enrolment":
            from kiosk.contract.platform import Enrolment

            return Enrolment.model_validate(enrolment)

        return self._read(whole)

    def names(self) -> tuple[str, str] | None:
        """Terminal and site, for the first screen: as `load`, without waiting for the contract's models to be imported."""
        return self._read(lambda enrolment: (str(enrolment["terminal"]), str(enrolment["site"])))

    def _read(self, take: "Callable[[Any], Read]") -> "Read | None":
        try:
            document = json.loads(self.path.read_text("utf-8"))
            return take(document["enrolment"]) if document["store"] == self.store else None
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
