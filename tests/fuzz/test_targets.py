"""Every target over the inputs kept in the tree, over inputs made up, and for a moment guided; long runs are `make fuzz`."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import fuzz
from tests.fuzz.target import Target, names, target


@pytest.fixture(params=names(), scope="module")
def fuzzed(request: pytest.FixtureRequest) -> Target:
    return target(request.param)


def test_each_input_kept_ends_in_a_value_or_a_documented_error(fuzzed: Target) -> None:
    kept = fuzzed.inputs()
    assert kept, "a target begins with at least one good input in its corpus"
    for path in kept:
        fuzzed.feed(path.read_bytes())


def test_kept_inputs_changed_at_random_end_so_too(fuzzed: Target) -> None:
    kept = [path.read_bytes() for path in fuzzed.inputs()]
    pieces = st.sampled_from(kept).flatmap(
        lambda good: st.tuples(st.integers(0, len(good)), st.integers(0, len(good))).map(
            lambda cut: (good[: cut[0]], good[cut[1] :])
        )
    )

    @settings(max_examples=50, deadline=None)
    @given(pieces, st.binary(max_size=64))
    def change(around: tuple[bytes, bytes], put_in: bytes) -> None:
        fuzzed.feed(around[0] + put_in + around[1])

    change()


def test_a_short_guided_run_finds_nothing(fuzzed: Target, tmp_path: Path) -> None:
    run = fuzz(fuzzed.name, tmp_path, "-runs=500", "-max_total_time=5", "-seed=1")
    assert run.good, run.words
    assert run.inputs > 0


def test_what_is_raised_is_found_and_its_input_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner itself: a target that is not honest does not pass for good."""
    here = tmp_path / "tests/fuzz"
    for package in (tmp_path / "tests", here, here / "targets"):
        package.mkdir()
        (package / "__init__.py").write_text("")
    for module in ("target.py", "guided.py"):
        (here / module).write_text(Path(__file__).with_name(module).read_text("utf-8"), "utf-8")
    (here / "targets/faulty.py").write_text(
        "MODULES = ()\n\ndef feed(data: bytes) -> None:\n    if data[:1] == b'!':\n        raise KeyError(data)\n"
    )
    (here / "corpus/faulty").mkdir(parents=True)
    (here / "corpus/faulty/good").write_bytes(b"!")
    monkeypatch.setattr("tests.fuzz.__main__.HERE", here)
    run = fuzz("faulty", tmp_path / "work", "-runs=100")
    assert not run.good
    assert "KeyError" in run.words
    assert [path.read_bytes() for path in (tmp_path / "work").glob("found-crash-*")] == [b"!"]
