"""Sample papers for the desk, drawn when it starts: one that is good and the usual ways of being bad."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.emulated.pages import Condition, photograph

_SAMPLES = {
    Condition.GOOD: "放好了",
    Condition.BLURRED: "模糊",
    Condition.GLARE: "反光",
    Condition.CUT_OFF: "没放全",
}


@dataclass(frozen=True, slots=True)
class SamplePaper:
    """What the camera sees of one paper, as a picture file."""

    key: str
    label: str
    path: Path


def samples(folder: Path) -> tuple[SamplePaper, ...]:
    return tuple(SamplePaper(condition.value, label, draw(folder, condition)) for condition, label in _SAMPLES.items())


def draw(folder: Path, condition: Condition = Condition.GOOD, title: str = "SAMPLE DOCUMENT") -> Path:
    """Writes the photograph of a paper into `folder`, which it makes. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{condition.value}.jpg"
    if not opencv().imwrite(str(path), photograph(condition, title=title)):
        raise OSError(f"cannot write {path}")
    return path
