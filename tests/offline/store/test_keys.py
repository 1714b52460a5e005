"""The key of the store: from systemd, or a developer's that says so; a wrong one is never taken for damage."""

from pathlib import Path

import pytest

from kiosk.languages.fault import KnownFault
from kiosk.offline.store.beside import Beside
from kiosk.offline.store.keys import CREDENTIAL, DEVELOPMENT_FILE, StoreKey, read_key
from kiosk.offline.store.migrations import KEPT
from kiosk.offline.store.store import Store
from tests.offline.opened import kept


@pytest.fixture
def handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where systemd puts credentials of a unit."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_the_key_comes_from_systemd_and_no_file_is_made(handed_over: Path, tmp_path: Path) -> None:
    (handed_over / CREDENTIAL).write_text("ab" * 32 + "\n")
    key = read_key(tmp_path / "data", development=True)
    assert key == StoreKey(bytes.fromhex("ab" * 32))
    assert not key.development
    assert not (tmp_path / "data").exists()


def test_without_a_key_nothing_is_made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(KnownFault, match="store_key_missing"):
        read_key(tmp_path, development=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "ab" * 31, "ab" * 33, "not hexadecimal"])
def test_a_key_that_is_none_is_said(handed_over: Path, tmp_path: Path, content: str) -> None:
    (handed_over / CREDENTIAL).write_text(content)
    with pytest.raises(KnownFault, match="store_key_missing"):
        read_key(tmp_path, development=True)


def test_a_development_key_says_what_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    key = read_key(tmp_path, development=True)
    assert key.development
    path = tmp_path / DEVELOPMENT_FILE
    assert "For development only" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "store.development_key" in caplog.text
    assert key.secret.hex() not in caplog.text + repr(key)
    assert read_key(tmp_path, development=True) == key


def test_no_development_key_is_made_for_a_store_that_has_another_one(tmp_path: Path) -> None:
    kept(tmp_path).close()
    (tmp_path / DEVELOPMENT_FILE).unlink()
    with pytest.raises(KnownFault, match="store_key_missing"):
        read_key(tmp_path, development=True)
    assert not (tmp_path / DEVELOPMENT_FILE).exists()


@pytest.mark.parametrize("check", ["there", "gone"])
def test_a_wrong_key_leaves_a_healthy_store_as_it_was(tmp_path: Path, check: str) -> None:
    store = kept(tmp_path)
    identity = store.identity
    store.close()
    path = tmp_path / KEPT.file
    before = path.read_bytes()
    if check == "gone":
        Beside(path).check.unlink()
    with pytest.raises(KnownFault, match="store_key_missing" if check == "there" else "store_damaged"):
        Store(path, KEPT, StoreKey(bytes(32)))
    assert path.read_bytes() == before
    again = kept(tmp_path)
    assert again.identity == identity
    again.close()


def test_a_copy_of_the_files_tells_nobody_anything(tmp_path: Path) -> None:
    store = kept(tmp_path)
    store.write(lambda database: database.execute("INSERT INTO counter VALUES ('a name to look for', 1)")).result()
    store.close()
    for path in tmp_path.glob("kept.db*"):
        content = path.read_bytes()
        assert b"a name to look for" not in content
        assert b"SQLite format" not in content
