"""A matter is withdrawn or replaced while people stand at the machine: what was begun ends as it was begun."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.languages.language import Language
from kiosk.offline.catalogue import changes as catalogue_changes
from kiosk.offline.catalogue import snapshot
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.store.store import Store
from kiosk.visit.journey import Place, Stop
from tests.offline import opened
from tests.offline.people import matter
from tests.offline.publisher import Publisher, copy_of
from tests.screens.conftest import CERTIFICATE, NEWBORN, RESTAURANT, Shown
from tests.screens.steps import SIGNATURE, at_review, fill


@pytest.fixture
def platform() -> Publisher:
    made = Publisher()
    made.publish(NEWBORN, RESTAURANT, CERTIFICATE)
    return made


@pytest.fixture
def agents_store(platform: Publisher, tmp_path: Path) -> Iterator[Store]:
    """The store as the agent has it open, beside the screens' own connection."""
    store = opened.catalogue(tmp_path)
    offered, packed = platform.snapshot()
    (tmp_path / "snapshot.gz").write_bytes(packed)
    assert snapshot.take_in(store, offered, tmp_path / "snapshot.gz", lambda: False)
    yield store
    store.close()


@pytest.fixture
def catalogue(agents_store: Store) -> Iterator[KeptCatalogue]:
    """Of this test alone, for it changes."""
    store = opened.catalogue(agents_store.path.parent)
    yield KeptCatalogue(store)
    store.close()


Change = Callable[[], None]


@pytest.fixture
def bring(platform: Publisher, agents_store: Store) -> Change:
    """The agent brings what the platform has changed."""

    def now() -> None:
        seq = agents_store.read().execute("SELECT seq FROM catalogue").fetchone()[0]
        catalogue_changes.apply(agents_store, platform.page(seq), platform.key)

    return now


def renamed(code: str) -> object:
    return copy_of(matter(code), version=99, name="新名称")


@pytest.mark.fault(48)
@pytest.mark.parametrize("what", ["withdrawn", "replaced"])
def test_fault_48_a_visit_ends_on_the_version_it_began_with(
    shown: Shown, platform: Publisher, bring: Change, what: str
) -> None:
    """A matter is withdrawn, or replaced by another version, while somebody fills it: they go on by taps and hand it in."""
    at_review(shown)
    began_with = shown.stage.visit.published
    assert began_with is not None
    if what == "withdrawn":
        platform.withdraw(NEWBORN)
    else:
        platform.publish(renamed(NEWBORN))  # type: ignore[arg-type]
    bring()
    shown.hands.tap("change_child")
    shown.write("input_baby_name", "儿")
    shown.hands.tap("primary")
    assert shown.at("signature"), "what was signed has changed, so it is signed again"
    shown.hands.draw("signature_pad", SIGNATURE)
    shown.hands.tap("rail_home")
    shown.hands.wait(lambda: not offers(shown, NEWBORN, began_with.matter.version), "the home screen has the change")
    assert shown.says(began_with.text("zh", "name")), "it is begun and can be gone on with"
    shown.hands.tap("resume")
    assert shown.at("review")
    shown.hands.tap("primary")
    shown.hands.wait(lambda: shown.at("receipt"), "the application is kept")
    application = shown.machine.outbox.submitted[0][0]
    assert (application.matter, application.matter_version) == (NEWBORN, began_with.matter.version)
    assert application.answers["baby_name"] == "示例宝宝儿"


def offers(shown: Shown, code: str, version: int) -> bool:
    """Whether the catalogue has just this version."""
    try:
        published = shown.machine.catalogue.matter(code)
    except KeyError:
        return False
    return bool(published.matter.version == version)


@pytest.mark.fault(48)
@pytest.mark.parametrize("what", ["withdrawn", "replaced"])
def test_fault_48_a_draft_is_taken_up_on_its_own_version(
    shown: Shown, platform: Publisher, bring: Change, what: str
) -> None:
    """Somebody looks at another matter and comes back to the one that was withdrawn or replaced meanwhile: their answers are there."""
    fill(shown)
    version = shown.stage.visit.matter.version
    shown.hands.tap("rail_home")
    shown.hands.tap(f"matter_{RESTAURANT}")
    assert shown.at("matter")
    shown.hands.tap("rail_home")
    if what == "withdrawn":
        platform.withdraw(NEWBORN)
    else:
        platform.publish(renamed(NEWBORN))  # type: ignore[arg-type]
    bring()
    shown.hands.wait(lambda: not offers(shown, NEWBORN, version), "the change is there")
    shown.hands.tap(f"matter_{NEWBORN}")
    assert shown.at("matter")
    assert shown.stage.visit.matter.version == version
    assert shown.stage.visit.answers["baby_name"] == "示例宝宝"


def test_the_next_person_gets_what_the_catalogue_has_now(shown: Shown, platform: Publisher, bring: Change) -> None:
    shown.stage.home()
    shown.hands.tap(f"matter_{NEWBORN}")
    platform.publish(renamed(NEWBORN))  # type: ignore[arg-type]
    platform.withdraw(RESTAURANT)
    bring()
    shown.stage.end()
    shown.stage.home()
    shown.hands.wait(lambda: shown.says("新名称"), "the new name")
    assert shown.hands.find(f"matter_{RESTAURANT}") is None
    shown.hands.tap(f"matter_{NEWBORN}")
    assert shown.stage.visit.matter.version == 99


def test_after_handing_in_the_matter_is_begun_anew_as_it_is_now(
    shown: Shown, platform: Publisher, bring: Change
) -> None:
    at_review(shown, CERTIFICATE)
    shown.hands.tap("primary")
    shown.hands.wait(lambda: shown.at("receipt"), "the application is kept")
    platform.publish(renamed(CERTIFICATE))  # type: ignore[arg-type]
    bring()
    shown.stage.home()
    shown.hands.wait(lambda: shown.says("新名称"), "the new name")
    shown.hands.tap(f"matter_{CERTIFICATE}")
    assert shown.stage.visit.matter.version == 99


@pytest.mark.parametrize("language", list(Language))
def test_a_tile_that_has_just_lost_its_matter_says_so_and_goes(
    show: Callable[..., Shown],
    catalogue: KeptCatalogue,
    platform: Publisher,
    bring: Change,
    monkeypatch: pytest.MonkeyPatch,
    language: Language,
) -> None:
    """The finger comes down before the home screen has heard of it."""
    monkeypatch.setattr(catalogue, "watch", lambda listener: lambda: None)
    shown = show()
    shown.stage.choose_language(language)
    shown.stage.home()
    shown.hands.settle()
    name = matter(RESTAURANT).text(language.value, "name")
    assert shown.says(name)
    platform.withdraw(RESTAURANT)
    bring()
    shown.hands.tap(f"matter_{RESTAURANT}")
    assert shown.at("home")
    assert name in str(shown.item("gone").property("text"))
    assert shown.hands.find(f"matter_{RESTAURANT}") is None
    shown.hands.tap(f"matter_{CERTIFICATE}")
    assert shown.stage.place == Place(Stop.MATTER)


def test_the_home_screen_follows_the_catalogue_while_it_is_looked_at(
    shown: Shown, platform: Publisher, bring: Change
) -> None:
    shown.stage.home()
    shown.hands.settle()
    platform.withdraw(CERTIFICATE)
    platform.withdraw(RESTAURANT)
    bring()
    shown.hands.wait(lambda: shown.hands.find(f"matter_{CERTIFICATE}") is None, "the tiles are gone")
    assert shown.hands.find(f"matter_{NEWBORN}") is not None
    platform.publish(CERTIFICATE)
    bring()
    shown.hands.wait(lambda: shown.hands.find(f"matter_{CERTIFICATE}") is not None, "the tile is back")
