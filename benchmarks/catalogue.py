"""A data folder with as many matters as a list needs, as a platform would publish them: `python -m benchmarks.catalogue DATA ROWS`.

They are copies of the shipped matters under codes of their own.
"""

import sys
from hashlib import sha256
from pathlib import Path

from kiosk.compose import MATTERS
from kiosk.contract.platform import CataloguePage, CatalogueRow
from kiosk.matters.folder import canonical_json, read_folder
from kiosk.matters.kinds import Place
from kiosk.offline.catalogue import KeptCatalogue
from kiosk.offline.stores import open_stores


def fill(data: Path, count: int) -> None:
    """Raises RuntimeError when the catalogue refuses one."""
    shipped = [read_folder(folder) for folder in sorted(MATTERS.iterdir()) if folder.is_dir()]
    rows = []
    for number in range(count):
        published = shipped[number % len(shipped)]
        changes = {"code": f"BENCH-{number:03}", "place": Place.QUICK, "order": number}
        copied = published.model_copy(update={"matter": published.matter.model_copy(update=changes)})
        document = canonical_json(copied)
        digest = sha256(document.encode()).hexdigest()
        code, version = copied.matter.code, copied.matter.version
        rows.append(CatalogueRow(code=code, version=version, seq=number + 1, sha256=digest, document=document))
    stores = open_stores(data, development_key=True)
    refused = KeptCatalogue(stores.catalogue).apply(CataloguePage(epoch="bench", seq=count, rows=rows))
    stores.close()
    if refused:
        raise RuntimeError(f"refused: {refused}")


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
