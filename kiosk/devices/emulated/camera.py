"""The document camera as a picture file that VideoCapture opens: what lies under the camera now, replaced in one step."""

import threading
from pathlib import Path

from kiosk.devices.cameras.capture import opencv
from kiosk.devices.cameras.shot import Picture
from kiosk.devices.emulated.faults import FaultPlan
from kiosk.devices.emulated.pages import Condition, photograph

# The name has no digits: OpenCV would take them for the numbers of a series of pictures.
_VIEW = "view.jpg"
TROUBLES = ("absent", "broken")


class CameraFarEnd:
    """`source` is what VideoCapture opens. Troubles: `absent` (the cable is out), `broken` (half a picture); both last until `clear`,
    also when only the next one was asked for: a camera takes pictures all the time, so one alone would be missed by nobody.

    Slow: what is laid under it is seen so much later. Garbled: the bytes of the picture.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "camera"
        self.source = str(self._folder / _VIEW)
        self._picture = b""
        self._drawn: dict[Condition, bytes] = {}
        self.faults = _Lasting(*TROUBLES, changed=self._show_again)
        self._coming: threading.Timer | None = None

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self.take_away()

    def stop(self) -> None:
        self._drop_coming()
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
        self.faults.fail_repeatedly("absent")

    def plug(self) -> None:
        self.faults.clear()

    @property
    def trouble(self) -> str | None:
        return self.faults.always

    def _show(self, jpeg: bytes) -> None:
        self._picture = jpeg
        self._drop_coming()
        if self.faults.seconds:
            self._coming = threading.Timer(self.faults.seconds, self._write, [jpeg])
            self._coming.daemon = True
            self._coming.start()
        else:
            self._write(jpeg)

    def _show_again(self) -> None:
        """As the troubles want it now, and at once."""
        self._drop_coming()
        self._write(self._picture)

    def _drop_coming(self) -> None:
        if self._coming is not None:
            self._coming.cancel()
            self._coming.join()
            self._coming = None

    def _write(self, jpeg: bytes) -> None:
        if self.trouble == "absent":
            Path(self.source).unlink(missing_ok=True)
            return
        fresh = self._folder / "fresh.part"
        fresh.write_bytes(b"\xff\xd8" if self.trouble == "broken" else self.faults.answer(jpeg, lambda _: None))
        fresh.replace(self.source)


class _Lasting(FaultPlan):
    def fail_next(self, code: str) -> None:
        self.fail_repeatedly(code)


def _jpeg(picture: Picture) -> bytes:
    good, encoded = opencv().imencode(".jpg", picture)
    assert good, "a picture can always be encoded"
    data: bytes = encoded.tobytes()
    return data
