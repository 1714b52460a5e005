"""What a scripted visit leaves behind: pictures in order, printed papers, spoken texts, visit.json."""

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from kiosk.languages.language import Language


@dataclass
class Album:
    """Writes below `folder`, which it makes; what an earlier visit left there is taken away first."""

    folder: Path
    told: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._screens = self.folder / "screens"
        self._papers = self.folder / "papers"
        for part, endings in ((self._screens, "*.png"), (self._papers, "*.pdf")):
            part.mkdir(parents=True, exist_ok=True)
            for old in part.glob(endings):
                old.unlink()
        self._count = 0
        self._spoken: list[dict[str, str]] = []
        self._lock = threading.Lock()
        self._shown: list[str] = []

    def picture(self, name: str, image: QImage) -> None:
        """`NN-name.png`, in the order of the visit."""
        self._count += 1
        self._shown.append(name)
        if not image.save(str(self._screens / f"{self._count:02}-{name}.png")):
            raise OSError(f"cannot write a picture below {self._screens}")

    def said(self, language: Language, text: str) -> None:
        """Called on the voice's thread."""
        with self._lock:
            self._spoken.append({"language": language.value, "text": text})

    def heard(self, texts: set[str]) -> bool:
        """Whether one of these was said."""
        with self._lock:
            return any(one["text"] in texts for one in self._spoken)

    def papers(self, printed: list[Path]) -> None:
        for number, paper in enumerate(printed, 1):
            (self._papers / f"{number:02}.pdf").write_bytes(paper.read_bytes())

    def close(self) -> None:
        """Writes spoken.txt and visit.json."""
        with self._lock:
            spoken = list(self._spoken)
        (self.folder / "spoken.txt").write_text(
            "".join(f"{one['language']}\t{one['text']}\n" for one in spoken), "utf-8"
        )
        whole = {**self.told, "screens": self._shown, "spoken": spoken}
        whole["papers"] = sorted(paper.name for paper in self._papers.glob("*.pdf"))
        text = json.dumps(whole, ensure_ascii=False, indent=2, default=_plain)
        (self.folder / "visit.json").write_text(text + "\n", "utf-8")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
