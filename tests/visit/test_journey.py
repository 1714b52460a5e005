"""Where a person stands and where they can go."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kiosk.languages.language import Language
from kiosk.matters.model import Matter, PublishedMatter
from kiosk.visit.identity import Identity
from kiosk.visit.journey import (
    Place,
    Step,
    Stop,
    before,
    complete,
    following,
    furthest,
    may_stand,
    path,
    progress,
    settle,
    steps,
)
from kiosk.visit.visit import Consent, MaterialChoice, Visit
from tests.matters.matters import MATTER, NOW, PUBLISHED, TEXTS, id_number
from tests.visit.test_visit import PERSON, STROKES, begun, ready

ALL_PLACES = [
    *(Place(stop) for stop in Stop if stop not in (Stop.GUIDE, Stop.FORM)),
    *(Place(Stop.GUIDE, question.key) for question in MATTER.questions),
    *(Place(Stop.FORM, page.key) for page in MATTER.pages),
]


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    """A visit in any state in which a person can leave it."""
    visit = Visit(Language.KAZAKH)
    if draw(st.integers(0, 9)) == 0:
        return visit
    visit.choose(PUBLISHED)
    for question in MATTER.questions:
        if option := draw(st.sampled_from([None, *question.options])):
            visit.answer_guide(question.key, option)
    if draw(st.booleans()):
        visit.agree(Consent(NOW, "1"))
    if draw(st.booleans()):
        visit.identify(PERSON)
    for key, values in {
        "name": ["张三", "1"],
        "number": [id_number()],
        "width": ["1", "12", "x"],
        "why": ["so"],
    }.items():
        if value := draw(st.sampled_from([None, *values])):
            visit.answer(key, value)
    if draw(st.booleans()):
        visit.hand_in("licence", MaterialChoice("held"))
    if draw(st.booleans()):
        visit.promise("lease", NOW.date())
    if draw(st.booleans()):
        visit.sign_letter(STROKES)
    if draw(st.booleans()):
        visit.sign(STROKES)
    if draw(st.booleans()) and furthest(visit, NOW) == Place(Stop.REVIEW):
        visit.kept("0001-000001-6")
    return visit


@given(visits(), st.sampled_from(ALL_PLACES))
def test_nobody_stands_on_a_place_the_path_skips(visit: Visit, place: Place):
    way = path(visit)
    assert settle(visit, place) in way
    assert furthest(visit, NOW) in way
    for neighbour in (following(visit, place), before(visit, place)):
        assert neighbour is None or neighbour in way
    if may_stand(visit, place, NOW):
        assert place in way


@given(visits())
def test_back_is_the_inverse_of_forward(visit: Visit):
    for place in path(visit):
        if settle(visit, place) != place:
            continue
        if (ahead := following(visit, place)) is not None:
            assert before(visit, ahead) == place
        if (behind := before(visit, place)) is not None:
            assert following(visit, behind) == place


@given(visits(), st.sampled_from(ALL_PLACES))
def test_every_way_forward_ends(visit: Visit, place: Place):
    here: Place | None = place
    for _ in range(len(ALL_PLACES) + 1):
        if here is None:
            return
        here = following(visit, here)
    raise AssertionError("goes on for ever")


@given(visits())
def test_places_come_in_their_order_and_once(visit: Visit):
    way, order = path(visit), list(Stop)
    assert len(set(way)) == len(way)
    assert [order.index(place.stop) for place in way] == sorted(order.index(place.stop) for place in way)


@given(visits())
def test_all_before_the_furthest_is_complete(visit: Visit):
    way = [place for place in path(visit) if settle(visit, place) == place]
    last = furthest(visit, NOW)
    assert all(complete(visit, place, NOW) for place in way[: way.index(last)])


@given(visits(), st.sampled_from(ALL_PLACES))
def test_the_stepper_only_goes_forward_along_the_path(visit: Visit, place: Place):
    shown = [progress(visit, one) for one in path(visit) if settle(visit, one) == one]
    assert [step for step, _ in shown] == sorted(step for step, _ in shown)
    step, of = progress(visit, place)
    assert 0 <= step <= of == len(steps(visit))


@given(visits(), st.sampled_from(ALL_PLACES))
def test_nothing_after_the_submission_goes_back_before_it(visit: Visit, place: Place):
    after = {Stop.RECEIPT, Stop.RATING, Stop.GOODBYE}
    behind = before(visit, place)
    if visit.submitted:
        assert behind is None or behind.stop in after
    else:
        assert settle(visit, place).stop not in after


def test_only_what_applies_is_on_the_path():
    bare = Matter.model_validate(
        MATTER.model_dump()
        | {"questions": [], "pages": [], "materials": [], "components": [{"key": "main"}], "signature": False}
    )
    visit = Visit(Language.CHINESE)
    assert path(visit) == (Place(Stop.MATTER),)
    visit.choose(PublishedMatter(matter=bare, texts={"ug": TEXTS, "zh": TEXTS, "kk": TEXTS}))
    assert [place.stop for place in path(visit)] == [
        "matter",
        "consent",
        "identify",
        "review",
        "receipt",
        "rating",
        "goodbye",
    ]
    assert steps(visit) == (Step.IDENTITY, Step.SIGN)


def test_a_promise_brings_the_letter():
    visit = begun()
    assert Place(Stop.COMMITMENT) not in path(visit)
    visit.promise("lease", NOW.date())
    assert following(visit, Place(Stop.MATERIALS)) == Place(Stop.COMMITMENT)


def test_a_stopping_answer_is_the_end_of_the_way():
    visit = begun(abroad="yes")
    assert path(visit)[-1] == Place(Stop.GUIDE, "abroad")
    assert following(visit, Place(Stop.GUIDE, "abroad")) is None
    assert furthest(visit, NOW) == Place(Stop.GUIDE, "abroad")


def test_an_expired_card_does_not_identify():
    visit = begun()
    visit.agree(Consent(NOW, "1"))
    visit.identify(Identity("resident_card", "张三", id_number(), valid_to=date(2026, 6, 30)))
    assert furthest(visit, NOW) == Place(Stop.IDENTIFY)


def test_the_receipt_comes_when_the_application_is_kept_and_not_before():
    visit = ready()
    assert furthest(visit, NOW) == Place(Stop.REVIEW)
    assert following(visit, Place(Stop.REVIEW)) is None
    visit.kept("0001-000001-6")
    assert following(visit, Place(Stop.REVIEW)) == Place(Stop.RECEIPT)
    assert before(visit, Place(Stop.RECEIPT)) is None
    assert following(visit, Place(Stop.GOODBYE)) is None
