"""A draft is readable in this visit and nowhere else."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.offline.drafts import SealedDraft


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=2000))
def test_the_visit_reads_back_what_it_kept(tmp_path: Path, document: bytes) -> None:
    draft = SealedDraft(tmp_path / "draft")
    draft.keep(b"before")
    draft.keep(document)
    assert draft.kept() == document


def test_the_file_shows_nothing_and_wipe_leaves_nothing(tmp_path: Path) -> None:
    draft = SealedDraft(tmp_path / "draft")
    draft.keep("古丽娜尔·测试".encode() * 9)
    [file] = tmp_path.iterdir()
    assert "测试".encode() not in file.read_bytes()
    draft.wipe()
    assert draft.kept() is None
    assert list(tmp_path.iterdir()) == []
    draft.wipe()


def test_what_a_crash_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    SealedDraft(tmp_path / "draft").keep(b"of a process that died")
    assert SealedDraft(tmp_path / "draft").kept() is None
    assert list(tmp_path.iterdir()) == []
