"""A draft is readable in this visit and nowhere else."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.offline.outbox.drafts import SealedDrafts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000))
def test_the_visit_reads_back_what_it_kept_of_each_matter(tmp_path: Path, document: bytes) -> None:
    drafts = SealedDrafts(tmp_path / "drafts")
    drafts.keep("KSK-01", b"before")
    drafts.keep("KSK-01", document)
    drafts.keep("KSK-02", b"another")
    assert drafts.kept("KSK-01") == document
    assert drafts.kept("KSK-02") == b"another"
    assert drafts.kept("KSK-03") is None


def test_the_file_shows_nothing_and_wipe_leaves_nothing(tmp_path: Path) -> None:
    drafts = SealedDrafts(tmp_path / "drafts")
    drafts.keep("KSK-01", "古丽娜尔·测试".encode() * 9)
    [file] = (tmp_path / "drafts").iterdir()
    assert "测试".encode() not in file.read_bytes()
    drafts.wipe()
    assert drafts.kept("KSK-01") is None
    assert list((tmp_path / "drafts").iterdir()) == []
    drafts.wipe()


def test_what_a_crash_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    SealedDrafts(tmp_path / "drafts").keep("KSK-01", b"of a process that died")
    assert SealedDrafts(tmp_path / "drafts").kept("KSK-01") is None
    assert list((tmp_path / "drafts").iterdir()) == []
