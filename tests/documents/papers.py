"""Every paper of every matter, made for the invented people: for the tests, and for whoever wants to look at them."""

from collections.abc import Iterator

from kiosk.contract.application import Application
from kiosk.documents.certificate import Statement, certificate
from kiosk.documents.works import PaperWorks
from kiosk.languages.language import Language
from kiosk.visit.receipt import receipt_of
from tests.documents.people import CODES, DUE, ID_NUMBER, NOW, NUMBER, SITE, application, published, signature_png

PROMISING = [code for code in CODES if published(code).matter.commitment]
WORKS = PaperWorks()
CODE = "ABCD-EFGH-JKMN-PQRS"
VERIFY_AT = "http://example.invalid/verify"


def receipt(code: str, language: Language, *, delivered: bool, name: str | None = None) -> bytes:
    asked = application(code, language, name=name)
    return drawn(asked, delivered=delivered, language=language)


def drawn(asked: Application, *, delivered: bool, language: Language) -> bytes:
    name, matter = asked.applicant.name, published(asked.matter)
    return WORKS.receipt(receipt_of(asked), matter, applicant=name, delivered=delivered, language=language, site=SITE)


def letter(code: str, language: Language, name: str = "阿依古丽·示例买买提") -> bytes:
    promised = [one.material for one in application(code, language).materials if one.way == "promised"]
    return WORKS.letter(
        published(code),
        applicant=name,
        id_number=ID_NUMBER,
        number=NUMBER,
        materials=promised,
        due=DUE,
        signed_at=NOW,
        signature_png=signature_png(),
        language=language,
    )


def form(code: str, language: Language, *, signature: bytes | None = None) -> bytes:
    return WORKS.form(application(code, language), published(code), signature_png=signature, language=language)


def issued(language: Language, rows: list[Statement] | None = None, *, on_file: bool = True) -> bytes:
    return certificate(
        published("KSK-01"),
        applicant="阿依古丽·示例买买提",
        id_number=ID_NUMBER,
        rows=rows or [Statement("参保地", "示例市"), Statement("缴费月数", "128", "ئاي سانى", "128")],
        on_file=on_file,
        verification_code=CODE,
        verify_at=VERIFY_AT,
        issued_at=NOW,
        language=language,
    )


def every_paper(language: Language) -> Iterator[tuple[str, bytes]]:
    """File name and PDF."""
    for code in CODES:
        yield f"receipt-{code}-delivered", receipt(code, language, delivered=True)
        yield f"receipt-{code}-saved", receipt(code, language, delivered=False)
        yield f"form-{code}", form(code, language, signature=signature_png())
    for code in PROMISING:
        yield f"letter-{code}", letter(code, language)
    yield "certificate", issued(language)
    yield "certificate-nothing-on-file", issued(language, on_file=False)
