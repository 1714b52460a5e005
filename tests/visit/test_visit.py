"""One person's time at the machine: nothing typed is lost, nothing is overwritten in silence, all is wiped."""

from dataclasses import fields
from datetime import date
from uuid import UUID

import pytest

from kiosk.languages.language import Language
from kiosk.matters.model import PublishedMatter
from kiosk.visit.identity import Identity
from kiosk.visit.submission import MadePapers, application, attachments
from kiosk.visit.visit import KEPT, WIPED, Consent, MaterialChoice, Visit
from tests.matters.matters import MATTER, NOW, PUBLISHED, TEXTS, id_number

PERSON = Identity("resident_card", "张三", id_number(), valid_to=date(2030, 1, 1))
OTHER = Identity("resident_card", "李四", id_number("19850505"))
STROKES = [[(0.1, 0.2), (0.3, 0.4)]]
PERSON_PAGE = MATTER.pages[0]
KEY = UUID("01932c07-209d-7000-8000-000000000001")


def begun(**guide: str) -> Visit:
    visit = Visit(Language.UYGHUR)
    visit.choose(PUBLISHED)
    for question, option in {"who": "self", "shop": "no", "abroad": "no", **guide}.items():
        visit.answer_guide(question, option)
    return visit


def ready() -> Visit:
    visit = begun()
    visit.agree(Consent(NOW, "1"))
    visit.identify(PERSON)
    visit.promise("lease", NOW.date())
    visit.sign_letter(STROKES)
    visit.sign(STROKES)
    return visit


def made() -> MadePapers:
    return MadePapers(signature_png=b"png", letter_pdf=b"letter", materials={"form": b"form"})


def test_the_card_fills_the_page_about_the_applicant_and_is_named_as_source():
    visit = begun()
    visit.identify(PERSON)
    assert visit.answers == {"name": "张三", "number": id_number()}
    assert set(visit.sources.values()) == {"card"}


def test_the_card_never_overwrites_what_was_typed_in_silence():
    visit = begun()
    visit.answer("name", "王五")
    visit.identify(PERSON)
    assert visit.answers["name"] == "王五"
    assert visit.sources["name"] == "typed"
    assert visit.differs_from_card(PERSON_PAGE, PERSON) == ["name"]


def test_another_persons_card_takes_back_what_the_first_one_filled():
    visit = begun()
    visit.identify(PERSON)
    visit.answer("phone", "19900001234")
    visit.identify(OTHER)
    assert visit.answers == {"name": "李四", "number": OTHER.number, "phone": "19900001234"}


def test_a_page_that_turns_out_to_be_about_somebody_else_is_emptied_of_the_applicants_data():
    visit = begun()
    visit.identify(PERSON)
    visit.answer_guide("who", "child")
    assert visit.answers == {}
    assert visit.fill_from_other_card(PERSON_PAGE, OTHER) == ["name", "number"]
    visit.answer_guide("who", "self")
    assert visit.answers["name"] == "张三"


def test_going_through_a_field_filled_by_the_card_keeps_its_source():
    visit = begun()
    visit.identify(PERSON)
    visit.answer("name", " 张三 ")
    assert visit.sources["name"] == "card"
    visit.answer("name", "张三丰")
    assert visit.sources["name"] == "typed"


def test_other_guide_answers_keep_the_form_and_submit_only_what_applies():
    visit = ready()
    visit.answer_guide("shop", "yes")
    visit.answer_guide("signboard", "yes")
    visit.answer("width", "12")
    visit.answer_guide("shop", "no")
    assert visit.answers["width"] == "12"
    sent = application(visit, key=KEY, number="0001-000001-6", terminal="t", now=NOW)
    assert "width" not in sent.answers
    assert "signboard" not in sent.guide
    assert sent.components == ["main"]
    assert sent.sources.keys() == sent.answers.keys()
    visit.answer_guide("shop", "yes")
    assert visit.standing()["width"] == "12"


def test_a_signature_is_for_what_was_signed():
    visit = ready()
    visit.answer("phone", "19900001234")
    assert visit.signature == []
    assert visit.letter_signed
    visit.promise("lease", date(2026, 7, 2))
    assert not visit.letter_signed


def test_the_letter_names_a_person_and_is_not_signed_for_another():
    visit = ready()
    visit.identify(OTHER)
    assert not visit.letter_signed


def test_materials_are_handed_in_whole():
    visit = begun()
    with pytest.raises(ValueError, match="pages"):
        visit.hand_in("lease", MaterialChoice("captured", pages=[]))
    with pytest.raises(ValueError, match="pages"):
        visit.hand_in("lease", MaterialChoice("captured", pages=[b"p"] * 4))
    with pytest.raises(ValueError, match="promise"):
        visit.hand_in("licence", MaterialChoice("promised", due=NOW.date()))
    with pytest.raises(KeyError):
        visit.hand_in("nothing", MaterialChoice("held"))
    assert visit.promise("lease", NOW.date()) == date(2026, 7, 15)


def test_what_is_submitted_is_what_the_person_sees():
    visit = ready()
    sent = application(visit, key=KEY, number="0001-000001-6", terminal="t", now=NOW, made=made())
    assert sent.language == "ug"
    assert sent.applicant.evidence == "resident_card"
    assert [(one.material, one.way) for one in sent.materials] == [
        ("id_card", "card"),
        ("form", "form"),
        ("lease", "promised"),
    ]
    assert sent.materials[2].due == date(2026, 7, 15)
    assert sent.commitment is not None
    cited = [ref for one in sent.materials for ref in one.attachments] + [sent.signature, sent.commitment]
    assert [len(one) for one in attachments(visit, made())] == [ref.size for ref in cited if ref]


def test_photographed_pages_travel_as_one_pdf_where_there_is_one():
    visit = ready()
    visit.hand_in("lease", MaterialChoice("captured", pages=[b"one", b"two"]))
    visit.sign(STROKES)
    assert attachments(visit, MadePapers(signature_png=b"png")) == [b"one", b"two", b"png"]
    assert attachments(visit, MadePapers(signature_png=b"png", materials={"lease": b"pdf"})) == [b"pdf", b"png"]


def test_an_application_that_is_not_whole_is_refused():
    with pytest.raises(ValueError, match="consent"):
        application(begun(), key=KEY, number="0001-000001-6", terminal="t", now=NOW)
    with pytest.raises(ValueError, match="letter"):
        attachments(ready(), MadePapers(signature_png=b"png"))
    with pytest.raises(ValueError, match="signed"):
        attachments(ready(), MadePapers())


def test_nothing_changes_once_the_application_is_kept():
    visit = ready()
    visit.kept("0001-000001-6")
    for change in (
        lambda: visit.answer("phone", "19900001234"),
        lambda: visit.answer_guide("shop", "yes"),
        lambda: visit.identify(OTHER),
        lambda: visit.sign(STROKES),
        lambda: visit.kept("0001-000002-4"),
    ):
        with pytest.raises(RuntimeError, match="kept already"):
            change()


def test_every_field_is_either_wiped_or_kept_on_purpose():
    assert sorted([*WIPED, *KEPT]) == sorted(one.name for one in fields(Visit))


def test_wiping_leaves_nothing_also_not_in_what_was_handed_out():
    visit = ready()
    visit.hand_in("lease", MaterialChoice("captured", pages=[b"page"]))
    visit.sign(STROKES)
    visit.modes.large = True
    visit.kept("0001-000001-6")
    visit.rate(5)
    answers, pages, stroke = visit.answers, visit.materials["lease"].pages, visit.signature[0]
    visit.wipe()
    assert visit == Visit(Language.UYGHUR)
    assert (answers, pages, stroke) == ({}, [], [])


def test_choosing_another_matter_keeps_who_the_person_is_and_nothing_of_the_first():
    visit = ready()
    another = PublishedMatter(matter=MATTER, texts={"ug": TEXTS, "zh": TEXTS, "kk": TEXTS}, drafts=["ug"])
    visit.choose(another)
    assert visit.identity == PERSON
    assert visit.published is another
    assert (visit.guide, visit.answers, visit.materials, visit.signature) == ({}, {}, {}, [])


def test_nothing_personal_is_in_its_repr():
    assert repr(ready()) == "Visit(language=<Language.UYGHUR: 'ug'>)"


def test_a_rating_is_one_of_five():
    with pytest.raises(ValueError, match="between 1 and 5"):
        ready().rate(0)


def test_a_draft_of_the_same_version_is_taken_up_whole():
    visit = begun()
    draft = visit.draft()
    guide, answers, sources = dict(visit.guide), dict(visit.answers), dict(visit.sources)
    published = visit.published
    assert published is not None
    visit.choose(published)
    assert visit.answers == {}
    visit.take_up(draft)
    assert (visit.guide, visit.answers, visit.sources) == (guide, answers, sources)
