"""The seal of the reference platform: a drawn round stamp that says it is a sample, so no one can take it for an office's."""

import math
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from kiosk.documents.fonts import face_order
from kiosk.documents.sheet import SEAL
from kiosk.languages.language import Language

_RADIUS = 19 * mm


class SampleSeal(Flowable):  # type: ignore[misc]
    """`word` in the middle, `ring` along the upper arc, both Chinese. At the right edge of its cell."""

    def __init__(self, word: str, ring: str) -> None:
        super().__init__()
        self._word, self._ring = word, ring
        self._width = 0.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self._width = available_width
        return available_width, 2 * _RADIUS

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.translate(self._width - _RADIUS, _RADIUS)
        canvas.setStrokeColor(SEAL)
        canvas.setFillColor(SEAL)
        canvas.setLineWidth(1.8)
        canvas.circle(0, 0, _RADIUS - 1, stroke=1, fill=0)
        canvas.setLineWidth(0.6)
        canvas.circle(0, 0, _RADIUS - 4, stroke=1, fill=0)
        face = face_order(Language.CHINESE, bold=True).face_for("样", None, sticky=False)
        if face is not None:
            self._centred(canvas, face.name, self._word, 20, -7)
            step = math.radians(150) / max(1, len(self._ring) - 1)
            for index, character in enumerate(self._ring):
                angle = math.radians(75) - index * step
                canvas.saveState()
                canvas.rotate(math.degrees(angle))
                self._centred(canvas, face.name, character, 10, _RADIUS - 16)
                canvas.restoreState()
        canvas.restoreState()

    @staticmethod
    def _centred(canvas: Any, font: str, text: str, size: float, y: float) -> None:
        canvas.setFont(font, size)
        canvas.drawCentredString(0, y, text)
