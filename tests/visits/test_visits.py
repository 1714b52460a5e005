"""Three matters in three languages, and a newborn in every kind of network: exactly one application, equal to what was typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.visits.conftest import Lived, draw

pytestmark = pytest.mark.timeout(180)

SUBMITTED = {"zh": "已提交", "ug": "تاپشۇرۇلدى", "kk": "تاپسىرىلدى"}
Visit = Callable[..., Lived]


def whole(lived: Lived) -> None:
    """Ended well, once, and what the platform holds is what was answered."""
    assert lived.told["error"] is None, lived.told["error"]
    assert lived.code == 0
    assert lived.told["qt_warnings"] == []
    assert lived.told["applications_on_platform"] == 1
    application = lived.application
    assert application["number"] == lived.told["number"]
    assert application["language"] == lived.script.language
    answered = application["guide"] | application["answers"]
    for key, said in lived.script.answers.items():
        if key in ("sign_width_m", "sign_height_m", "area_m2", "seats"):
            assert float(answered[key]) == float(str(said))
        elif key == "food_items":
            assert answered[key] == ["hot", "cold", "drinks"]
        else:
            assert answered[key] == said
    assert lived.script.card is not None
    assert application["applicant"]["name"] == lived.script.card.name
    assert application["applicant"]["id_number"] == lived.script.card.number
    cited = {
        ref["sha256"]
        for ref in [
            *(ref for material in application["materials"] for ref in material["attachments"]),
            *(ref for ref in (application["signature"], application["commitment"]) if ref),
        ]
    }
    assert cited == set(lived.told["platform"]["attachments"])


@pytest.mark.parametrize("language", ["ug", "zh", "kk"])
@pytest.mark.parametrize("name", ["newborn", "restaurant", "certificate"])
def test_a_matter_is_done_in_a_language(visit: Visit, name: str, language: str) -> None:
    lived = visit(name, language=language)
    whole(lived)
    paper = PdfReader(lived.out / "papers" / "01.pdf")
    assert len(paper.pages) == 1
    if name == "certificate":
        assert lived.told["platform"]["status"]["state"] == "completed"
        assert lived.script.card.number in paper.pages[0].extract_text()
    else:
        ways = {one["material"]: one["way"] for one in lived.application["materials"]}
        for key, way in lived.script.materials.items():
            assert ways[key] == {"held": "held", "promise": "promised"}.get(way, "captured")
        assert lived.application["commitment"] is not None
    assert any(text["language"] == language for text in lived.told["spoken"])


def test_with_the_network_down_it_says_saved_and_nothing_says_submitted(visit: Visit) -> None:
    lived = visit("newborn", language="zh", network="down")
    assert lived.told["error"] is None, lived.told["error"]
    assert lived.told["platform"] is None
    assert lived.told["applications_on_platform"] == 0
    printed = PdfReader(lived.out / "papers" / "01.pdf").pages[0].extract_text()
    assert lived.told["number"] in printed
    assert "保存" in printed
    assert SUBMITTED["zh"] not in printed
    spoken = " ".join(text["text"] for text in lived.told["spoken"])
    assert "已存好" in spoken
    assert SUBMITTED["zh"] not in spoken


def test_what_was_saved_is_sent_when_the_network_is_back(visit: Visit) -> None:
    lived = visit("newborn", language="ug", network="down-then-up")
    whole(lived)
    held = {one["material"]: one for one in lived.application["materials"]}["marriage_certificate"]
    assert held["held_id"] is None, "nobody could look; the platform checks what the person says"
    assert lived.told["platform"]["status"]["missing"] == ["household_register"]


def test_a_cable_cut_at_the_submission_makes_no_second_application(visit: Visit) -> None:
    lived = visit("newborn", language="kk", network="cut-at-submit")
    whole(lived)
    assert lived.told["platform"]["deliveries"] >= 2, "the answer was lost, so it was sent again under the same key"


def test_a_social_security_card_identifies_too(visit: Visit) -> None:
    card = {"kind": "social", "name": "吐尔逊·卡得尔", "number": "659900196804120178"}
    lived = visit("certificate", language="ug", card=card)
    assert lived.told["error"] is None, lived.told["error"]
    assert lived.application["applicant"] == {
        "name": "吐尔逊·卡得尔",
        "id_number": "659900196804120178",
        "evidence": "social_card",
    }


def test_without_a_card_name_and_number_are_typed(visit: Visit) -> None:
    typed = {"applicant_name": "李小明", "applicant_id": "65990019880101001X"}
    lived = visit("certificate", language="zh", card=None, answers=typed)
    assert lived.told["error"] is None, lived.told["error"]
    assert lived.application["applicant"]["evidence"] == "typed"
    assert lived.application["applicant"]["name"] == "李小明"


def test_landscape_large_text_and_high_contrast(visit: Visit) -> None:
    lived = visit("newborn", language="ug", size="landscape", modes=["large_text", "high_contrast"])
    whole(lived)


def test_a_language_switch_on_every_screen_loses_nothing(visit: Visit) -> None:
    stops = [
        "home",
        "matter",
        "guide",
        "consent",
        "identify",
        "form",
        "materials",
        "capture",
        "commitment",
        "signature",
    ]
    stops += ["review", "receipt", "rating"]
    turn = {stop: ("ug", "kk", "zh")[index % 3] for index, stop in enumerate(stops)}
    lived = visit("newborn", language="zh", switch_language_at=turn)
    assert lived.told["error"] is None, lived.told["error"]
    assert lived.application["answers"]["baby_name"] == lived.script.answers["baby_name"]
    assert lived.application["answers"]["father_id"] == lived.script.answers["father_id"]


@pytest.mark.parametrize(
    ("changes", "screen", "words"),
    [
        ({"answers": {"father_id": "659900199208150517"}}, "form", "father_id"),
        ({"answers": {"birth_time": "2099-01-01T08:00"}}, "form", "birth_time"),
        ({"answers": {"baby_name": "宝宝😀"}}, "form", "baby_name"),
        ({"answers": {"no_such_field": "1"}}, "matter", "no_such_field"),
        ({"materials": {"no_such_paper": "promise"}}, "matter", "no_such_paper"),
        ({"answers": {"married": "no"}}, "elsewhere", "cannot be done"),
    ],
    ids=["check digit", "future", "emoji", "unknown field", "unknown material", "not here"],
)
def test_a_visit_that_cannot_end_says_where_and_why(visit: Visit, changes: dict, screen: str, words: str) -> None:
    lived = visit("newborn", **changes)
    assert lived.code == 1
    assert lived.screen_of_error() == screen
    assert words in lived.told["error"]["what"]
    assert lived.told["applications_on_platform"] == 0


def test_a_blurred_page_is_refused_with_words(visit: Visit, tmp_path: Path) -> None:
    from kiosk.devices.emulated.pages import Condition

    blurred = draw(tmp_path / "blurred.jpg", Condition.BLURRED)
    lived = visit("newborn", language="zh", materials={"medical_bills": str(blurred)})
    assert lived.code == 1
    assert lived.screen_of_error() == "capture"
    assert "refuses the picture" in lived.told["error"]["what"]
