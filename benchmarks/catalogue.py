"""A data folder with as many matters as a list needs, as a platform would publish them: `python -m benchmarks.catalogue DATA ROWS`.

They are copies of the shipped matters under codes of their own.
"""

import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.compose import MATTERS
from kiosk.matters.folder import canonical_json, read_folder
from kiosk.matters.kinds import Place
from kiosk.offline.catalogue import contents
from kiosk.offline.catalogue.contents import Announced, content_of
from kiosk.offline.store.stores import open_stores

if TYPE_CHECKING:
    from sqlite_utils import Database


def fill(data: Path, count: int) -> None:
    shipped = [read_folder(folder) for folder in sorted(MATTERS.iterdir()) if folder.is_dir()]
    rows = []
    for number in range(count):
        published = shipped[number % len(shipped)]
        changes = {"code": f"BENCH-{number:03}", "place": Place.QUICK, "order": number}
        copied = published.model_copy(update={"matter": published.matter.model_copy(update=changes)})
        document = canonical_json(copied)
        digest = sha256(document.encode()).hexdigest()
        rows.append(Announced(copied.matter.code, copied.matter.version, digest, content_of(copied, document)))

    def take_in(database: "Database") -> None:
        for row in rows:
            contents.put(database, 1, row, before=0)
        database.execute("UPDATE catalogue SET live = 1, epoch = 'bench', seq = ?", (count,))

    stores = open_stores(data, development_key=True)
    stores.catalogue.write(take_in).result()
    stores.close()


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
