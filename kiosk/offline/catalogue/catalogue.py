"""The catalogue on the machine: what the platform published last, or, before it ever said anything, what the release brought.

Reading only, and the release's matters. What the platform says comes in by `kiosk/offline/catalogue/changes.py` and `snapshot.py`. The
tiles of the home screen come straight from columns; no matter is parsed and no pydantic imported for them.
"""

import zlib
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.languages.language import Language
from kiosk.matters.tile import Tile
from kiosk.offline.catalogue import search
from kiosk.offline.store.store import Store

if TYPE_CHECKING:
    from sqlite3 import Row

    from sqlite_utils import Database

    from kiosk.matters.model import PublishedMatter
    from kiosk.offline.catalogue.contents import Announced

_LIVE = "announced JOIN content ON id = announced.content WHERE generation = (SELECT live FROM catalogue)"
_TILE = "content.code AS code, name_{0} AS name, short_{0} AS short, icon, place, printer_needed"
_HOME = "('life_event', 'quick')"  # kiosk.matters.kinds.Place: where the home screen shows a matter without being asked for it
_MOST_PARSED = 64


class KeptCatalogue:
    """Reads on any thread; changes go through the store's writer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._parsed: dict[str, PublishedMatter] = {}

    @property
    def store(self) -> Store:
        return self._store

    def tiles(self, language: Language) -> list[Tile]:
        """Those of the home screen, in its order. All of one catalogue, also while another one takes its place."""
        query = f"SELECT {_TILE.format(language.value)} FROM {_LIVE} AND place IN {_HOME} ORDER BY position, code"
        return [_tile(row) for row in self._store.read().execute(query)]

    def search(self, query: str, language: Language) -> list[Tile]:
        found = search.find(self._store.read(), query)
        marks = ", ".join("?" * len(found))
        rows = self._store.read().execute(
            f"SELECT {_TILE.format(language.value)} FROM {_LIVE} AND announced.code IN ({marks})", found
        )
        tiles = {tile.code: tile for tile in map(_tile, rows)}
        return [tiles[code] for code in found if code in tiles]

    def matter(self, code: str) -> "PublishedMatter":
        """Raises KeyError when the catalogue does not have it (any more)."""
        query = f"SELECT content.sha256 AS sha256, id FROM {_LIVE} AND announced.code = ?"
        row = self._store.read().execute(query, (code,)).fetchone()
        if row is None:
            raise KeyError(code)
        kept = self._parsed.get(row["sha256"])
        if kept is None:
            from kiosk.matters.model import PublishedMatter

            packed = (
                self._store.read()
                .execute("SELECT document FROM content_document WHERE content = ?", (row["id"],))
                .fetchone()
            )
            if packed is None:
                raise KeyError(code)
            kept = PublishedMatter.model_validate_json(zlib.decompress(packed[0]))
            if len(self._parsed) >= _MOST_PARSED:
                self._parsed.clear()
            self._parsed[row["sha256"]] = kept
        return kept

    def cursor(self) -> tuple[str, int]:
        """Epoch and number to ask the platform with; ('', 0) before it ever said anything."""
        row = self._store.read().execute("SELECT epoch, seq FROM catalogue").fetchone()
        return row["epoch"], row["seq"]

    def refused(self) -> dict[str, str]:
        """Reasons by code and version, for the technician. Version 0: a folder of the release."""
        rows = self._store.read().execute(
            "SELECT code, version, reason FROM announced"
            " WHERE generation = (SELECT live FROM catalogue) AND reason <> '' ORDER BY code"
        )
        return {f"{row['code']} {row['version']}": row["reason"] for row in rows}

    def alarms(self) -> dict[str, str]:
        """What was noticed and is not settled: reasons by code of a fault."""
        rows = self._store.read().execute("SELECT code, reason FROM catalogue_alarm ORDER BY code")
        return {row["code"]: row["reason"] for row in rows}

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` on the store's watching thread when another catalogue lives than before. Returns what ends it."""
        seen = self._lives()

        def look() -> None:
            nonlocal seen
            now = self._lives()
            if now != seen:
                seen = now
                listener()

        return self._store.watch(look)

    def fill(self, folder: Path) -> bool:
        """Takes in the matters of a release, once for each release, and only as long as the platform has published nothing.

        `folder` holds a folder for each matter. Cheap when nothing changed: it looks at names, sizes and times only. Returns
        whether something was taken in. A matter that is not whole is left out, for a terminal without it still serves people;
        `refused` tells.
        """
        files = sorted(path for path in folder.glob("*/*.toml"))
        facts = [(str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        fingerprint = sha256(repr(facts).encode()).hexdigest()
        kept = self._store.read().execute("SELECT epoch, release FROM catalogue").fetchone()
        if kept["epoch"] or kept["release"] == fingerprint:
            return False
        rows = _read(sorted({file.parent for file in files}))

        def take_in(database: "Database") -> bool:
            from kiosk.offline.catalogue import contents

            live, staging, epoch = database.execute("SELECT live, staging, epoch FROM catalogue").fetchone()
            if epoch:
                return False  # the platform spoke while the files were read
            fresh = max(live, staging) + 1
            for row in rows:
                contents.put(database, fresh, row, before=live)
            database.execute("DELETE FROM announced WHERE generation = ?", (live,))
            unlisted = "SELECT id FROM content WHERE NOT EXISTS (SELECT 1 FROM announced WHERE content = id)"
            contents.forget_unlisted(database, [row[0] for row in database.execute(unlisted).fetchall()])
            database.execute("UPDATE catalogue SET live = ?, release = ?", (fresh, fingerprint))
            return True

        return self._store.write(take_in).result()

    def _lives(self) -> tuple[int, int]:
        row = self._store.read().execute("SELECT live, seq FROM catalogue").fetchone()
        return row["live"], row["seq"]


def _read(folders: Iterable[Path]) -> "list[Announced]":
    """The matters of a release; what is not whole is a refused row under the name of its folder."""
    from kiosk.matters.folder import BadMatter, canonical_json, missing_texts, read_folder
    from kiosk.offline.catalogue.contents import Announced, content_of

    rows: list[Announced] = []
    for folder in folders:
        try:
            published = read_folder(folder)
        except BadMatter as error:
            rows.append(Announced(folder.name, 0, "", reason=str(error)))
            continue
        if missing := missing_texts(published):
            rows.append(Announced(folder.name, 0, "", reason=f"texts are missing: {missing}"))
            continue
        content = content_of(published, canonical_json(published))
        digest = str(content.columns["sha256"])
        rows.append(Announced(published.matter.code, published.matter.version, digest, content))
    return rows


def _tile(row: "Row") -> Tile:
    return Tile(
        code=row["code"],
        name=row["name"],
        short=row["short"],
        icon=row["icon"],
        place=row["place"],
        printer_needed=bool(row["printer_needed"]),
    )
