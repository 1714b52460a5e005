"""An application happens once, and only when the published matter allows it."""

import hashlib
import threading
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from central.platform import Platform
from kiosk.contract.application import Applicant, MaterialAnswer
from kiosk.contract.platform import HeldApplication
from kiosk.contract.sealing import seal
from tests.central.conftest import TerminalSide
from tests.offline.people import BIRTH, CERTIFICATE, MATTERS, application, id_number, matter


def test_what_was_filled_in_arrives_whole(terminal: TerminalSide, platform: Platform, officer: tuple[str, str]) -> None:
    made, answer = terminal.hand_in(BIRTH)
    assert answer.status_code == 201
    assert answer.json()["state"] == "received"
    held = HeldApplication.model_validate(
        terminal.web.get(f"/operator/applications/{made.number}", auth=officer).json()
    )
    assert held.application.answers == made.answers
    assert held.application.applicant == made.applicant
    expected = {ref.sha256: ref.size for material in made.materials for ref in material.attachments}
    assert made.signature is not None
    assert held.attachments == expected | {made.signature.sha256: made.signature.size}
    assert held.deliveries == 1


@pytest.mark.parametrize("code", sorted(path.parent.name for path in MATTERS.glob("*/matter.toml")))
def test_every_shipped_matter_can_be_handed_in(terminal: TerminalSide, code: str) -> None:
    made, answer = terminal.hand_in(code)
    assert answer.status_code == 201, answer.text
    assert answer.json()["number"] == made.number


def test_the_same_key_gets_the_same_answer_for_ever(terminal: TerminalSide, platform: Platform) -> None:
    made, submission = terminal.sealed(BIRTH)
    terminal.upload(submission)
    first, *others = [terminal.post(submission) for _ in range(4)]
    assert (first.status_code, {other.status_code for other in others}) == (201, {200})
    assert all(other.json() == first.json() for other in others)
    assert len(platform.applications.newest()) == 1
    kept = platform.applications.get(made.number)
    assert kept is not None
    assert kept.deliveries == 4


def test_sixteen_times_at_once_it_still_happens_once(terminal: TerminalSide, platform: Platform) -> None:
    made, submission = terminal.sealed(BIRTH)
    terminal.upload(submission)
    together = threading.Barrier(16)

    def send(_: int) -> Any:
        together.wait()
        while (answer := terminal.post(submission)).status_code == 409:
            assert answer.json()["type"] == "urn:xinzhizhu:problem:submission-in-progress"
            assert answer.headers["retry-after"] == "1"
        return answer

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
    assert len({answer.text for answer in answers}) == 1
    [kept] = platform.applications.newest()
    assert (kept.application.number, kept.deliveries) == (made.number, 16)


def test_what_is_being_worked_on_is_not_waited_for(terminal: TerminalSide, platform: Platform) -> None:
    made, submission = terminal.sealed(CERTIFICATE)
    with ThreadPoolExecutor(1) as pool, platform.database.claimed(f"submission {made.key}") as mine:
        assert mine
        refused = pool.submit(terminal.post, submission).result(30)
    assert (refused.status_code, refused.headers["retry-after"]) == (409, "1")
    assert terminal.post(submission).status_code == 201
    assert platform.refusals.newest() == [], "nobody has to look at it"


def test_another_body_under_a_known_key_is_refused(terminal: TerminalSide) -> None:
    made, submission = terminal.sealed(BIRTH)
    terminal.upload(submission)
    terminal.post(submission)
    again = b64encode(seal(made.model_dump_json().encode(), terminal.enrolment.platform_key)).decode()
    refused = terminal.post(submission.model_copy(update={"sealed": again}))
    assert (refused.status_code, refused.json()["field"]) == (409, "key")


def test_another_application_under_a_known_number_is_refused(terminal: TerminalSide, platform: Platform) -> None:
    made, _ = terminal.hand_in(BIRTH)
    other, _ = application(matter(CERTIFICATE), made.number)
    sealed = b64encode(seal(other.model_dump_json().encode(), terminal.enrolment.platform_key)).decode()
    body = {
        "key": str(other.key),
        "number": other.number,
        "matter": CERTIFICATE,
        "matter_version": other.matter_version,
        "attachments": [],
        "sealed": sealed,
    }
    refused = terminal.web.post("/v1/submissions", json=body)
    assert (refused.status_code, refused.json()["field"]) == (409, "number")


def test_attachments_come_first(terminal: TerminalSide) -> None:
    _, submission = terminal.sealed(BIRTH)
    refused = terminal.post(submission)
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["missing"] == submission.attachments
    terminal.upload(submission)
    assert terminal.post(submission).status_code == 201


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("answers.mother_mobile", {"answers": {"mother_mobile": "123"}}),
        ("answers.settle_with", {"answers": {"settle_with": "nobody"}}),
        ("answers.shoe_size", {"answers": {"shoe_size": "41"}}),
        ("answers.baby_name", {"answers": {"baby_name": None}}),
        ("guide.applicant", {"guide": {"applicant": "agent"}}),
        ("guide.age", {"guide": {"age": "unknown"}}),
        ("guide.married", {"guide": {"married": None}}),
        ("components", {"components": ["vaccination"]}),
        ("signature", {"signature": None}),
        ("applicant.id_number", {"applicant": Applicant(name="测试", id_number="1" * 18, evidence="typed")}),
        ("materials.marriage_certificate", {"materials": []}),
        ("materials.medical_bills", {"way": ("medical_bills", "held")}),
        ("materials.parents_id_cards", {"way": ("parents_id_cards", "promised")}),
        ("commitment", {"way": ("marriage_certificate", "promised")}),
        ("terminal", {"terminal": "T9999"}),
    ],
)
def test_what_the_matter_does_not_allow_is_refused_by_name(
    terminal: TerminalSide, platform: Platform, field: str, change: dict[str, Any]
) -> None:
    made, documents = application(matter(), terminal.outbox.next_number())
    update = dict(change)
    for table in ("answers", "guide"):
        if table in change:
            merged = {**getattr(made, table), **change[table]}
            update[table] = {key: value for key, value in merged.items() if value is not None}
    if "way" in change:
        key, way = update.pop("way")
        update["materials"] = [
            MaterialAnswer(material=key, way=way, due=date(2026, 12, 1)) if one.material == key else one
            for one in made.materials
        ]
    wrong = made.model_copy(update=update)
    cited = {ref.sha256 for one in wrong.materials for ref in one.attachments}
    cited |= {wrong.signature.sha256} if wrong.signature else set()
    kept = [one for one in documents if hashlib.sha256(one).hexdigest() in cited]
    terminal.outbox.submit(wrong, kept).result()
    submission = terminal.deliveries.begin(str(wrong.key))
    terminal.upload(submission)
    refused = terminal.post(submission)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert "测试" not in refused.text, "a problem never repeats what the person wrote"
    assert platform.applications.newest() == []


def test_what_was_not_sealed_to_this_platform_is_refused(terminal: TerminalSide) -> None:
    _, submission = terminal.sealed(BIRTH)
    terminal.upload(submission)
    refused = terminal.post(submission.model_copy(update={"sealed": b64encode(b"noise" * 40).decode()}))
    assert (refused.status_code, refused.json()["field"]) == (422, "sealed")


def test_the_envelope_says_what_the_letter_says(terminal: TerminalSide) -> None:
    _, submission = terminal.sealed(BIRTH)
    terminal.upload(submission)
    refused = terminal.post(submission.model_copy(update={"attachments": submission.attachments[1:]}))
    assert (refused.status_code, refused.json()["field"]) == (422, "attachments")


def test_promised_materials_have_a_date(terminal: TerminalSide, platform: Platform) -> None:
    made, answer = terminal.hand_in(BIRTH, ways={"marriage_certificate": "promised"})
    assert answer.status_code == 201
    kept = platform.applications.get(made.number)
    assert kept is not None
    assert kept.status.missing == ["marriage_certificate"]
    assert kept.status.due == next(one.due for one in made.materials if one.way == "promised")


def test_held_is_looked_up_and_what_is_not_held_is_asked_for(terminal: TerminalSide, platform: Platform) -> None:
    made, answer = terminal.hand_in(BIRTH, ways={"marriage_certificate": "held"})
    assert answer.json()["state"] == "materials_missing"
    kept = platform.applications.get(made.number)
    assert kept is not None
    assert kept.status.missing == ["marriage_certificate"]
    assert kept.status.due is not None


def test_held_and_valid_is_enough(terminal: TerminalSide, platform: Platform, officer: tuple[str, str]) -> None:
    licence = {"id_number": id_number(), "kind": "marriage_certificate", "issued_on": "2020-05-20", "valid_to": None}
    held_id = terminal.web.post("/operator/held", json=licence, auth=officer).json()["held_id"]
    ways = {"marriage_certificate": "held"}
    for held in ({}, {"marriage_certificate": held_id}):
        _, answer = terminal.hand_in(BIRTH, ways=ways, held=held)
        assert answer.json()["state"] == "received"
    for person, held in (
        (id_number(2), {"marriage_certificate": held_id}),
        (id_number(), {"marriage_certificate": "x"}),
    ):
        _, answer = terminal.hand_in(BIRTH, ways=ways, held=held, person=person)
        assert answer.json()["state"] == "materials_missing", "another person's licence is nobody's"


def test_an_expired_licence_is_shown_but_not_usable(terminal: TerminalSide, officer: tuple[str, str]) -> None:
    licence = {
        "id_number": id_number(),
        "kind": "birth_certificate",
        "issued_on": "2010-01-01",
        "valid_to": "2020-01-01",
    }
    terminal.web.post("/operator/held", json=licence, auth=officer)
    question = {"id_number": id_number(), "kinds": ["birth_certificate", "other"]}
    [held] = terminal.web.post("/v1/questions/held", json=question).json()["held"]
    assert held["usable"] is False


def test_a_certificate_is_issued_at_once_and_anybody_can_check_it(terminal: TerminalSide) -> None:
    made, answer = terminal.hand_in(CERTIFICATE)
    assert answer.json()["state"] == "completed"
    question = {"number": made.number, "id_number": made.applicant.id_number}
    issued = terminal.web.post("/v1/questions/certificate", json=question).json()
    assert b64encode(b"%PDF-").decode()[:6] == issued["pdf"][:6]
    page = terminal.web.get(f"/verify/{issued['verification_code']}")
    assert page.status_code == 200
    assert issued["sha256"] in page.text
    assert made.applicant.name not in page.text
    assert made.applicant.id_number not in page.text
    for other in ({**question, "id_number": id_number(2)}, {**question, "number": "0001-999999-1"}):
        refused = terminal.web.post("/v1/questions/certificate", json=other)
        assert refused.status_code == 404
    assert terminal.web.get("/verify/AAAA-BBBB").status_code == 404


def test_a_paper_names_a_page_where_its_code_can_be_entered(terminal: TerminalSide) -> None:
    assert "查验码" in terminal.web.get("/verify").text
    sent = terminal.web.get("/verify", params={"code": " abcd-efgh "})
    assert (sent.status_code, sent.headers["location"]) == (303, "/verify/abcd-efgh")
    assert terminal.web.get("/verify", params={"code": "//example.invalid"}).headers["location"].count("/") == 2


def test_a_certificate_states_what_is_on_file_as_far_as_it_was_asked_for(
    terminal: TerminalSide, officer: tuple[str, str]
) -> None:
    rows = [
        {"label": "养老保险缴费月数", "value": "128", "when": {"ins": ["all", "pension"]}},
        {"label": "工伤保险参保单位", "value": "示例单位", "when": {"ins": ["injury"]}},
    ]
    record = {"id_number": id_number(), "matter": CERTIFICATE, "rows": rows}
    assert terminal.web.put("/operator/records", json=record).status_code == 401
    assert terminal.web.put("/operator/records", json={**record, "matter": "NO-1"}, auth=officer).status_code == 422
    assert terminal.web.put("/operator/records", json=record, auth=officer).status_code == 204
    printed = {}
    for number in (1, 2):
        made, _ = terminal.hand_in(CERTIFICATE, person=id_number(number))
        question = {"number": made.number, "id_number": made.applicant.id_number}
        issued = terminal.web.post("/v1/questions/certificate", json=question).json()
        page = PdfReader(BytesIO(b64decode(issued["pdf"]))).pages[0].extract_text()
        printed[number] = "".join(page.split())
    assert "养老保险缴费月数" in printed[1]
    assert "工伤保险参保单位" not in printed[1]
    assert "没有这位申请人的登记数据" in printed[2]
    assert all("出具单位" in one and "参考平台" in one and "http://localhost/verify" in one for one in printed.values())
