"""What is submitted of a visit: only what stands, only what is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from kiosk.contract.application import Applicant, Application, AttachmentRef, MaterialAnswer
from kiosk.contract.sealing import sha256
from kiosk.matters.materials import automatic
from kiosk.matters.model import Material
from kiosk.visit.visit import Visit

MediaType = Literal["application/pdf", "image/jpeg", "image/png"]

# A sealed box is different each time it is closed, so only who seals can know its hash: the outbox puts it in.
NOT_SEALED_YET = "0" * 64


@dataclass(frozen=True, slots=True)
class MadePapers:
    """Documents made from the visit by the room that draws papers. Never in a log."""

    signature_png: bytes | None = field(default=None, repr=False)
    letter_pdf: bytes | None = field(default=None, repr=False)
    materials: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """PDF of photographed materials, and of those made from the form, by material key. A photographed material without
    one travels as its JPEG pages."""


def application(
    visit: Visit, *, key: UUID, number: str, terminal: str, now: datetime, made: MadePapers | None = None
) -> Application:
    """The application as it stands. `key` is a UUIDv7 made once; `now` aware.

    Without `made` it is the draft from which papers are drawn. Raises ValueError when something a person must give is
    lacking: the journey does not lead here before.
    """
    if visit.identity is None or visit.consent is None:
        raise ValueError("an application needs a consent and an identified applicant")
    if visit.still_missing():
        raise ValueError("required materials are missing")
    papers = made or MadePapers()
    standing = visit.standing()
    guide = {one.key: visit.guide[one.key] for one in visit.questions() if one.key in standing}
    answers = {one.key: standing[one.key] for one in visit.matter.fields if one.key in standing}
    return Application(
        key=key,
        number=number,
        terminal=terminal,
        matter=visit.matter.code,
        matter_version=visit.matter.version,
        language=visit.language.value,
        applicant=Applicant(name=visit.identity.name, id_number=visit.identity.number, evidence=visit.identity.kind),
        guide=guide,
        answers=answers,
        sources={one: visit.sources[one] for one in answers},
        materials=[answer for one in visit.wanted() if (answer := _material(visit, one, papers)) is not None],
        components=[one.key for one in visit.components()],
        signature=_ref(papers.signature_png, "image/png"),
        commitment=_ref(papers.letter_pdf, "application/pdf") if visit.promised() else None,
        consented_at=visit.consent.at,
        notice_version=visit.consent.notice_version,
        submitted_at=now,
    )


def attachments(visit: Visit, made: MadePapers) -> list[bytes]:
    """The documents that travel beside the application, each once, in the order in which it names them.

    Raises ValueError when a signature or the letter is wanted and was not made.
    """
    if visit.matter.signature and not made.signature_png:
        raise ValueError("the application is not signed")
    if visit.promised() and not (made.letter_pdf and visit.letter_signed):
        raise ValueError("materials are promised without a signed letter")
    found = [document for one in visit.wanted() for document, _ in _documents(visit, one, made)]
    found += [one for one in (made.signature_png, made.letter_pdf if visit.promised() else None) if one]
    return list(dict.fromkeys(found))


def _material(visit: Visit, material: Material, made: MadePapers) -> MaterialAnswer | None:
    """None for a material that need not be handed in and is not."""
    refs = [_reference(document, media_type) for document, media_type in _documents(visit, material, made)]
    itself = automatic(material)
    if itself is not None:
        return MaterialAnswer(material=material.key, way=itself, attachments=refs)
    choice = visit.materials.get(material.key)
    if choice is None:
        return None
    return MaterialAnswer(
        material=material.key, way=choice.way, held_id=choice.held_id, attachments=refs, due=choice.due
    )


def _documents(visit: Visit, material: Material, made: MadePapers) -> list[tuple[bytes, MediaType]]:
    choice = visit.materials.get(material.key)
    drawn = automatic(material) == "form" or (choice is not None and choice.way == "captured")
    if drawn and material.key in made.materials:
        return [(made.materials[material.key], "application/pdf")]
    if choice is not None and choice.way == "captured":
        return [(page, "image/jpeg") for page in choice.pages]
    return []


def _ref(document: bytes | None, media_type: MediaType) -> AttachmentRef | None:
    return _reference(document, media_type) if document else None


def _reference(document: bytes, media_type: MediaType) -> AttachmentRef:
    return AttachmentRef(
        sha256=sha256(document), sealed_sha256=NOT_SEALED_YET, media_type=media_type, size=len(document)
    )
