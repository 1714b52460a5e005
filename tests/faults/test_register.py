"""docs/faults.md tells the truth: it is what the tests' marks say, and every fault that is built has a test."""

from tests.faults import register


def test_the_document_is_made_from_the_tests_as_they_are() -> None:
    assert register.DOCUMENT.read_text("utf-8") == register.document(), "run `make faults`"


def test_marks_name_faults_that_exist_and_tests_carry_the_number_in_their_name() -> None:
    known = {row["number"] for row in register.rows()}
    for one in register.shown():
        assert one.number in known, one
        assert str(one.number) in one.name, one
        assert one.says, f"{one.name} does not say what it shows"
