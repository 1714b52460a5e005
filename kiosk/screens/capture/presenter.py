"""Paper under the document camera: live, with words about what to do better; then the page as it was taken, to be used or not."""

from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QImage

from kiosk.devices.cameras.shot import Shot, View
from kiosk.devices.state import DeviceState
from kiosk.languages.fault import Fault
from kiosk.screens.presenter import Presenter
from kiosk.screens.properties import Property
from kiosk.visit.visit import MaterialChoice

_ADVICE_STAYS = 700  # milliseconds: advice that changes with every frame cannot be read


class CapturePresenter(Presenter):
    updated = Signal()
    pictureChanged = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._material = {one.key: one for one in self.stage.visit.matter.materials}[self.stage.capturing]
        self._pages = self.stage.pages_taken  # kept there, so that help or another look at the screen loses none
        self._view: View | None = None
        self._shot: Shot | None = None
        self._picture: QImage | None = None
        self._shooting = False
        self._advice: Fault | None = None
        self._fault: Fault | None = None
        self._stop_camera: list[Any] = []
        self._calm = QTimer(self, interval=_ADVICE_STAYS, singleShot=True)

    def entered(self) -> None:
        self.until_left(self.stage.services.camera.watch(self.stage.settled(self._camera)))
        self.until_left(self._close)
        self._open()

    def left(self) -> None:
        super().left()
        self._view = self._shot = self._picture = None

    # -- what is shown ----------------------------------------------------------------------------------------------------

    @Property(str, notify=updated)
    def title(self) -> str:
        return self.text("capture_check" if self._taken() else "capture_title", material=self._name())

    @Property(str, notify=updated)
    def lead(self) -> str:
        if self._taken():
            return self.text("capture_check_lead")
        return self.matter_text(f"material.{self._material.key}.how")

    @Property(str, notify=updated)
    def pageWords(self) -> str:
        most = self._material.pages_at_most
        return self.text("capture_page", page=min(len(self._pages) + 1, most), most=most) if most > 1 else ""

    @Property(str, notify=updated)
    def message(self) -> str:
        return self._message()

    @Property(str, notify=updated)
    def tone(self) -> str:
        if self._shown_fault() is not None:
            return "warning"
        return "ok" if self._taken() or (self._view is not None and self._view.outline) else "plain"

    @Property(bool, notify=updated)
    def taken(self) -> bool:
        """A good page is shown; otherwise the live picture."""
        return self._taken()

    @Property(bool, notify=updated)
    def canShoot(self) -> bool:
        usable = self._fault is None and not self._shooting and self._shot is None
        return usable and self._view is not None and bool(self._view.outline)

    @Property(bool, notify=updated)
    def canAdd(self) -> bool:
        return self._taken() and len(self._pages) + 1 < self._material.pages_at_most

    @Property(bool, notify=updated)
    def broken(self) -> bool:
        """The camera cannot be used; the materials screen has the other ways. A page that was taken can still be used."""
        return self._fault is not None and not self._taken()

    def spoken(self) -> list[str]:
        return [self.title, self.lead, self._message()]

    def picture(self) -> QImage | None:
        return self._picture

    def outline(self) -> tuple[tuple[float, float], ...]:
        return self._view.outline if self._view is not None and not self._taken() else ()

    def outline_good(self) -> bool:
        return self._view is not None and self._view.advice is None

    # -- taps -------------------------------------------------------------------------------------------------------------

    @Slot()
    def shoot(self) -> None:
        if not self.canShoot:
            return
        self._shooting = True
        self._advice = None
        self.changed.emit()
        owner = self

        def came(shot: Shot) -> None:
            if self.stage.presenter is owner:
                self._came(shot)

        def failed(fault: Fault) -> None:
            if self.stage.presenter is owner:
                self._shooting, self._advice = False, fault
                self.changed.emit()

        self.stage.bridge.when_done(self.stage.services.camera.shoot(), came, failed)

    @Slot()
    def again(self) -> None:
        self._shot = None
        self._open()
        self.changed.emit()

    @Slot()
    def addPage(self) -> None:
        if self._shot is not None:
            self._pages.append(self._shot.jpeg)
            self.again()

    @Slot()
    def use(self) -> None:
        if self._shot is None or not self._shot.jpeg:
            return
        pages = [*self._pages, self._shot.jpeg]
        self.stage.visit.hand_in(self._material.key, MaterialChoice("captured", pages=pages))
        self._pages.clear()
        self.stage.go_back()

    def back(self) -> None:
        self._pages.clear()
        super().back()

    # -- what comes in ----------------------------------------------------------------------------------------------------

    def _came(self, shot: Shot) -> None:
        self._shooting = False
        if shot.fault is not None:
            # Refused: the live picture goes on, so that the person sees the paper and can put it right.
            self._advice = shot.fault
            self._calm.start(4 * _ADVICE_STAYS)
        else:
            self._shot = shot
            self._close()
            self._picture = QImage.fromData(shot.jpeg)
            self.pictureChanged.emit()
        self.changed.emit()
        self.stage.say([self._message()])

    def _frame(self, view: View) -> None:
        if self._taken():
            return
        self._view = view
        height, width, _ = view.picture.shape
        self._picture = QImage(view.picture.data, width, height, view.picture.strides[0], QImage.Format.Format_BGR888)
        self.pictureChanged.emit()
        if not self._calm.isActive() and not self._shooting and view.advice != self._advice:
            self._advice = view.advice
            self._calm.start(_ADVICE_STAYS)
            self.stage.say([self._message()])
        self.changed.emit()

    def _camera(self, state: DeviceState) -> None:
        self._fault = None if state.usable else state.fault or Fault("camera_absent")
        self.changed.emit()

    def _open(self) -> None:
        if not self._stop_camera:
            self._stop_camera.append(self.stage.services.camera.open(self.stage.settled(self._frame)))

    def _close(self) -> None:
        """The camera is on only while its picture is on the screen."""
        for stop in self._stop_camera:
            stop()
        self._stop_camera.clear()

    # -- words ------------------------------------------------------------------------------------------------------------

    def _taken(self) -> bool:
        return self._shot is not None

    def _name(self) -> str:
        return self.matter_text(f"material.{self._material.key}.name")

    def _shown_fault(self) -> Fault | None:
        return None if self._taken() else self._fault or self._advice

    def _message(self) -> str:
        fault = self._shown_fault()
        if fault is not None:
            return self.fault_text(fault)
        if self._taken():
            return self.text("capture_good")
        if self._shooting:
            return self.text("capture_shooting")
        return self.text("capture_ready" if self.canShoot else "capture_waiting")
