"""A file that carries applications where no network does: exported on a terminal, imported on the platform by its operator.

A ZIP. For each application `NUMBER/submission.json` (kiosk.contract.application.Submission) and, beside it, each of its attachments
under the SHA-256 of its sealed bytes. All of it is sealed to the platform: whoever finds the file learns numbers, matters and sizes.
"""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from kiosk.contract.application import Submission
from kiosk.contract.sealing import sha256

_SUBMISSION = "submission.json"
_LARGEST = 64 * 1024 * 1024  # bytes of one member, unpacked

Sealed = tuple[Submission, dict[str, bytes]]
"""An application and its attachments by hash."""


class BadParcel(Exception):
    """Not such a file, or not whole. The message says where."""


def write_parcel(path: Path, applications: Iterable[Sealed]) -> None:
    """Sealed bytes do not get smaller, so they are stored as they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as parcel:
        for submission, attachments in applications:
            for digest, sealed in attachments.items():
                parcel.writestr(f"{submission.number}/{digest}", sealed)
            parcel.writestr(f"{submission.number}/{_SUBMISSION}", submission.model_dump_json())


def read_parcel(path: Path) -> Iterator[Sealed]:
    """One after the other. Attachments that are not in it may be on the platform already. Raises BadParcel, also in the middle."""
    try:
        with zipfile.ZipFile(path) as parcel:
            members = {info.filename: info for info in parcel.infolist()}
            for name in members:
                folder, _, last = name.rpartition("/")
                if last == _SUBMISSION:
                    submission = Submission.model_validate_json(_member(parcel, members, name))
                    if submission.number != folder:
                        raise BadParcel(f"{name}: another number")
                    yield submission, dict(_attachments(parcel, members, submission))
    except (zipfile.BadZipFile, ValidationError, OSError) as error:
        raise BadParcel(f"{path.name}: {type(error).__name__}") from error


def _attachments(
    parcel: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], submission: Submission
) -> Iterator[tuple[str, bytes]]:
    for digest in submission.attachments:
        name = f"{submission.number}/{digest}"
        if name in members:
            sealed = _member(parcel, members, name)
            if sha256(sealed) != digest:
                raise BadParcel(f"{name}: other bytes than its name says")
            yield digest, sealed


def _member(parcel: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    if members[name].file_size > _LARGEST:
        raise BadParcel(f"{name}: larger than anything that is sent")
    return parcel.read(name)
