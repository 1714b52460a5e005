"""The catalogue: from the release at first, then only what the platform publishes; found as people type."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.languages.language import Language
from kiosk.matters.kinds import Place
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.catalogue.changes import apply
from kiosk.offline.catalogue.snapshot import take_in
from tests.offline import opened
from tests.offline.people import BIRTH, CERTIFICATE, MATTERS, matter
from tests.offline.publisher import Publisher, copy_of


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[KeptCatalogue]:
    store = opened.catalogue(tmp_path)
    yield KeptCatalogue(store)
    store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> KeptCatalogue:
    store = opened.catalogue(tmp_path_factory.mktemp("catalogue"))
    catalogue = KeptCatalogue(store)
    assert catalogue.fill(MATTERS)
    return catalogue


@pytest.fixture
def platform() -> Publisher:
    return Publisher()


def take(catalogue: KeptCatalogue, platform: Publisher, folder: Path) -> None:
    """The platform's whole catalogue, as at first contact."""
    snapshot, packed = platform.snapshot()
    (folder / "snapshot.gz").write_bytes(packed)
    assert take_in(catalogue.store, snapshot, folder / "snapshot.gz", lambda: False)


def codes(catalogue: KeptCatalogue) -> set[str]:
    return {tile.code for tile in catalogue.tiles(Language.CHINESE)}


def test_a_release_fills_it_once(catalogue: KeptCatalogue) -> None:
    assert catalogue.fill(MATTERS)
    assert not catalogue.fill(MATTERS)
    assert {BIRTH, CERTIFICATE} <= codes(catalogue)
    assert catalogue.matter(BIRTH) == matter(BIRTH)


def test_tiles_speak_the_language_and_know_what_needs_the_printer(filled: KeptCatalogue) -> None:
    for language in Language:
        tiles = {tile.code: tile for tile in filled.tiles(language)}
        assert tiles[BIRTH].name == matter(BIRTH).text(language.value, "name")
        assert tiles[CERTIFICATE].printer_needed
        assert not tiles[BIRTH].printer_needed


def test_a_matter_that_is_not_whole_is_left_out_and_told(catalogue: KeptCatalogue, tmp_path: Path) -> None:
    shutil.copytree(MATTERS / BIRTH, tmp_path / "m" / BIRTH)
    shutil.copytree(MATTERS / CERTIFICATE, tmp_path / "m" / CERTIFICATE)
    (tmp_path / "m" / CERTIFICATE / "ug.toml").write_text('"name" = "x"\n', "utf-8")
    assert catalogue.fill(tmp_path / "m")
    assert codes(catalogue) == {BIRTH}
    assert list(catalogue.refused()) == [f"{CERTIFICATE} 0"]


def test_the_platform_takes_over_from_the_release(
    catalogue: KeptCatalogue, platform: Publisher, tmp_path: Path
) -> None:
    catalogue.fill(MATTERS)
    platform.publish(BIRTH)
    take(catalogue, platform, tmp_path)
    assert codes(catalogue) == {BIRTH}
    assert catalogue.cursor() == ("e1", 1)
    assert not catalogue.fill(MATTERS)


def test_a_bad_row_is_refused_without_losing_the_rest(
    catalogue: KeptCatalogue, platform: Publisher, tmp_path: Path
) -> None:
    platform.publish(BIRTH)
    take(catalogue, platform, tmp_path)
    platform.publish(copy_of(matter(BIRTH), version=98), document="{}")
    platform.publish("YJS-2024A-03", sha256="0" * 64)
    platform.publish(CERTIFICATE)
    assert apply(catalogue.store, platform.page(1), platform.key) == [BIRTH, "YJS-2024A-03"]
    assert codes(catalogue) == {BIRTH, CERTIFICATE}, "what it had before stays"
    assert catalogue.matter(BIRTH) == matter(BIRTH)
    assert catalogue.cursor() == ("e1", 4)
    assert "sha256" in catalogue.refused()[f"{BIRTH} 98"]
    platform.publish(copy_of(matter(BIRTH), version=99))
    assert apply(catalogue.store, platform.page(4), platform.key) == []
    assert list(catalogue.refused()) == ["YJS-2024A-03 2"]


def test_a_matter_that_lacks_a_language_is_refused_alone_and_the_whole_still_holds(
    catalogue: KeptCatalogue, platform: Publisher, tmp_path: Path
) -> None:
    take(catalogue, platform, tmp_path)
    lame = matter(CERTIFICATE)
    platform.publish(BIRTH, lame.model_copy(update={"texts": {**lame.texts, "kk": {"name": "x"}}}))
    assert apply(catalogue.store, platform.page(), platform.key) == [CERTIFICATE]
    assert codes(catalogue) == {BIRTH}
    assert "texts are missing" in catalogue.refused()[f"{CERTIFICATE} 2"]
    assert apply(catalogue.store, platform.page(2), platform.key) == [], (
        "the hash of the whole is over what was announced"
    )


def test_a_tombstone_takes_a_matter_away(catalogue: KeptCatalogue, platform: Publisher, tmp_path: Path) -> None:
    platform.publish(BIRTH, CERTIFICATE)
    take(catalogue, platform, tmp_path)
    platform.withdraw(BIRTH)
    apply(catalogue.store, platform.page(2), platform.key)
    assert codes(catalogue) == {CERTIFICATE}
    assert BIRTH not in [tile.code for tile in catalogue.search("孩子出生", Language.CHINESE)]
    with pytest.raises(KeyError):
        catalogue.matter(BIRTH)
    kept = catalogue.store.read().execute("SELECT count(*) FROM content").fetchone()[0]
    indexed = catalogue.store.read().execute("SELECT count(*) FROM content_search").fetchone()[0]
    assert (kept, indexed) == (1, 1), "nothing of it is left"


def test_a_matter_that_is_no_tile_is_found_by_searching(
    catalogue: KeptCatalogue, platform: Publisher, tmp_path: Path
) -> None:
    platform.publish(copy_of(matter(BIRTH), place=Place.SEARCH), CERTIFICATE)
    take(catalogue, platform, tmp_path)
    assert codes(catalogue) == {CERTIFICATE}
    assert [tile.code for tile in catalogue.search("新生儿", Language.CHINESE)] == [BIRTH]
    assert catalogue.matter(BIRTH).matter.code == BIRTH


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("孩子出生", BIRTH),
        ("新生儿", BIRTH),
        ("生了个孩子", BIRTH),
        ("xinshenger", BIRTH),
        ("Xin Sheng Er", BIRTH),
        ("xse", BIRTH),
        ("xinsehnger", BIRTH),
        ("xinshengr", BIRTH),
        ("بوۋاق", BIRTH),
        ("بوۋا", BIRTH),
        ("bowaq", BIRTH),
        ("نارەستە", BIRTH),
        ("نارەستا", BIRTH),
        ("нәресте", BIRTH),
        ("туу", BIRTH),
        ("سابي", BIRTH),
        ("shebao", CERTIFICATE),
        ("社保", CERTIFICATE),
        ("社保咋打", CERTIFICATE),
        ("sbzm", CERTIFICATE),
        ("开饭馆", "YJS-2024A-03"),
        ("我想开个饭馆", "YJS-2024A-03"),
        ("رېستوران", "YJS-2024A-03"),
        ("restoran", "YJS-2024A-03"),
    ],
)
def test_what_people_type_finds_what_they_mean(filled: KeptCatalogue, query: str, code: str) -> None:
    found = [tile.code for tile in filled.search(query, Language.UYGHUR)]
    assert code in found[:3], found


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in MATTERS.glob("*/matter.toml")), ids=lambda path: path.name
)
def test_every_shipped_matter_is_found_by_its_names_and_by_each_word_people_use(
    filled: KeptCatalogue, folder: Path
) -> None:
    published = matter(folder.name)
    for language in Language:
        name = published.text(language.value, "name")
        assert filled.search(name, Language.CHINESE)[0].code == folder.name, name
        for word in published.text(language.value, "aliases").split():
            assert folder.name in [tile.code for tile in filled.search(word, language)], word


@pytest.mark.parametrize("query", ["", "   ", '"', "AND", "* OR (", "''); --", "٭", "😀", "a" * 5000])
def test_no_query_breaks_the_search(filled: KeptCatalogue, query: str) -> None:
    assert isinstance(filled.search(query, Language.KAZAKH), list)


def test_tiles_wait_for_no_pydantic(filled: KeptCatalogue) -> None:
    code = (
        "import sys, pathlib; from kiosk.offline.store.stores import open_stores;"
        "from kiosk.offline.catalogue.catalogue import KeptCatalogue;"
        "from kiosk.languages.language import Language; s = open_stores(pathlib.Path(sys.argv[1]), development_key=True);"
        "assert KeptCatalogue(s.catalogue).tiles(Language.CHINESE);"
        "assert not {'pydantic', 'sqlite_utils', 'pypinyin', 'requests', 'sqlite3'} & sys.modules.keys(); s.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(filled._store.path.parent)], check=True, timeout=30)
