"""Who this machine is on the platform: kept in a file only its owner can read, bound to the store beside it.

The binding matters for receipt numbers: they count on in the store, so a machine with a fresh store must not go on under its
old terminal number. It enrols anew and gets another one.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from kiosk.languages.fault import Fault, KnownFault, Mender

if TYPE_CHECKING:
    from kiosk.contract.platform import Enrolment

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the machine stands with its platform. `reason` of `closed`: the platform's word, such as revoked.

    A closed machine sends nothing, serves nobody and keeps all it has, until it is enrolled with a new code.
    """

    state: Literal["new", "enrolled", "closed"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CredentialsFile:
    """`store` is Store.identity."""

    path: Path
    store: str

    def load(self) -> "Enrolment | None":
        """None while the machine is not enrolled with this store. Raises KnownFault('credentials_damaged')."""

        def whole(document: Any) -> "Enrolment":
            from kiosk.contract.platform import Enrolment

            # Release 0.1 kept a token instead of a certificate: such a machine is to enrol again, and keeps its queue.
            kept = {name: value for name, value in document["enrolment"].items() if name != "token"}
            return Enrolment.model_validate(kept)

        return self._read(whole)

    def names(self) -> tuple[str, str] | None:
        """Terminal and site, for the first screen: as `load`, without waiting for the contract's models to be imported."""
        return self._read(lambda document: (str(document["enrolment"]["terminal"]), str(document["enrolment"]["site"])))

    def standing(self) -> Standing:
        """Cheap: for a guard that asks before each visit. Raises KnownFault('credentials_damaged')."""

        def stands(document: Any) -> Standing:
            reason = str(document.get("closed", ""))
            return Standing("closed", reason) if reason else Standing("enrolled")

        return self._read(stands) or Standing("new")

    def spent(self, code: str) -> bool:
        """Whether the machine is enrolled by this code, so that it is no way back in."""
        return self._read(lambda document: document.get("code_sha256") == _sha256(code)) or False

    def require(self) -> "Enrolment":
        """Raises KnownFault('not_enrolled')."""
        enrolment = self.load()
        if enrolment is None:
            raise KnownFault(Fault("not_enrolled", Mender.OPERATOR))
        return enrolment

    def save(self, enrolment: "Enrolment", code: str = "") -> None:
        """Enrolled, by `code`. Whole or not at all, and on the disk when it returns: the code is spent."""
        document: dict[str, object] = {"store": self.store, "enrolment": enrolment.model_dump(mode="json")}
        self._write(document | ({"code_sha256": _sha256(code)} if code else {}))

    def renew(self, certificate: str) -> None:
        """The same enrolment with its next certificate. As durable as `save`."""
        document = self._document()
        self._write(document | {"enrolment": document["enrolment"] | {"certificate": certificate}})

    def close(self, reason: str) -> None:
        """The platform has closed this machine. As durable as `save`; nothing else is changed."""
        self._write(self._document() | {"closed": reason})

    def _document(self) -> dict[str, Any]:
        document = self._read(lambda whole: dict(whole))
        if document is None:
            raise KnownFault(Fault("not_enrolled", Mender.OPERATOR))
        return document

    def _read(self, take: "Callable[[Any], Read]") -> "Read | None":
        try:
            document = json.loads(self.path.read_text("utf-8"))
            return take(document) if document["store"] == self.store else None
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise KnownFault(Fault("credentials_damaged", Mender.TECHNICIAN)) from error

    def _write(self, document: dict[str, object]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
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


def _sha256(code: str) -> str:
    """As operators write it, in either case."""
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()
