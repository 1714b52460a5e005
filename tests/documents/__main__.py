"""`make papers`: every paper in every language as PDF, and each page as a picture, to be looked at.

python -m tests.documents [FOLDER]; out/papers if none is named.
"""

import subprocess
import sys
from pathlib import Path

from kiosk.languages.language import Language
from tests.documents.papers import every_paper


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "out/papers")
    folder.mkdir(parents=True, exist_ok=True)
    for language in Language:
        for name, pdf in every_paper(language):
            path = folder / f"{name}-{language.value}.pdf"
            path.write_bytes(pdf)
            subprocess.run(["pdftoppm", "-r", "100", "-png", path, path.with_suffix("")], check=True)
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
