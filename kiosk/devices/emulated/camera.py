"""The document camera as a picture file that VideoCapture opens: what lies under the camera now, replaced in one step."""

from pathlib import Path

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.cameras.shot import Picture
from kiosk.devices.emulated.pages import Condition, photograph

# The name has no digits: OpenCV would take them for the numbers of a series of pictures.
_VIEW = "view.jpg"
TROUBLES = ("absent", "broken")


class CameraFarEnd:
    """`source` is what VideoCapture opens. Troubles: `absent` (the cable is out), `broken` (half a picture); both last until `clear`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "camera"
        self.source = str(self._folder / _VIEW)
        self._picture = b""
        self._drawn: dict[Condition, bytes] = {}
        self._trouble: str | None = None

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self.take_away()

    def stop(self) -> None:
        Path(self.source).unlink(missing_ok=True)

    def lay_paper(self, path: Path) -> None:
        """A photograph in a file: what the camera sees. Raises ValueError when it is not a picture."""
        picture = opencv().imread(str(path))
        if picture is None:
            raise ValueError(f"not a picture: {path.name}")
        self._show(_jpeg(picture))

    def lay_sample(self, condition: str = Condition.GOOD) -> None:
        """A drawn sample document. Raises ValueError for an unknown condition."""
        wanted = Condition(condition)
        if wanted not in self._drawn:
            self._drawn[wanted] = _jpeg(photograph(wanted))
        self._show(self._drawn[wanted])

    def take_away(self) -> None:
        self.lay_sample(Condition.NONE)

    def unplug(self) -> None:
        self.fail_repeatedly("absent")

    def plug(self) -> None:
        self.clear()

    def fail_repeatedly(self, code: str) -> None:
        """Raises ValueError for an unknown trouble."""
        if code not in TROUBLES:
            raise ValueError(f"unknown fault {code!r}; there are: {', '.join(TROUBLES)}")
        self._trouble = code
        self._show(self._picture)

    def fail_next(self, code: str) -> None:
        """The same: a camera takes pictures all the time, so the next one alone would be missed by nobody."""
        self.fail_repeatedly(code)

    def clear(self) -> None:
        self._trouble = None
        self._show(self._picture)

    @property
    def trouble(self) -> str | None:
        return self._trouble

    def _show(self, jpeg: bytes) -> None:
        self._picture = jpeg
        if self._trouble == "absent":
            Path(self.source).unlink(missing_ok=True)
            return
        fresh = self._folder / "fresh.part"
        fresh.write_bytes(b"\xff\xd8" if self._trouble == "broken" else jpeg)
        fresh.replace(self.source)


def _jpeg(picture: Picture) -> bytes:
    good, encoded = opencv().imencode(".jpg", picture)
    assert good, "a picture can always be encoded"
    data: bytes = encoded.tobytes()
    return data
