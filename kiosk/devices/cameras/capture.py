"""The document camera through OpenCV's VideoCapture: off, unless its picture is being watched.

OpenCV is loaded at the first use: it takes a third of a second that the first screen must not wait for.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from kiosk.devices.cameras.shot import Picture, Shot, View
from kiosk.devices.state import DeviceState, Phase
from kiosk.devices.supervisor import AbsentFault, BackOff, Stop, SupervisedDevice
from kiosk.languages.fault import Fault, KnownFault, Mender

VIEWS_PER_SECOND = 10
VIEW_WIDTH = 960  # pixels; a live picture needs no more on the screen
WANTED_SIZE = (3264, 2448)  # A4 at 280 dpi; a camera that has less gives its largest
_SET_AT_IMPORT = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
LOOK_EVERY = 1.0  # seconds between looks whether the camera is still plugged in, while it is off


@cache
def opencv() -> ModuleType:
    """The module cv2, without the variables by which it would point Qt and our child processes to its own libraries and fonts."""
    before = {name: os.environ.get(name) for name in _SET_AT_IMPORT}
    import cv2

    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    cv2.setNumThreads(1)  # the machine has few cores and the screen needs one of them
    return cv2


def absent() -> AbsentFault:
    return AbsentFault(Fault("camera_absent", Mender.TECHNICIAN))


class CaptureCamera(SupervisedDevice):
    """Implements DocumentCamera. `source` is a V4L2 index, or a path or URL.

    A file ends where a camera goes on: a path is opened anew for every picture, so a file that is replaced
    stands in for a camera whose view changes.
    """

    def __init__(self, source: int | str, *, back_off: BackOff | None = None) -> None:
        super().__init__("camera", back_off)
        self._source = source
        self._is_file = isinstance(source, str) and "://" not in source
        self._watchers: list[Callable[[View], None]] = []
        self._lock = threading.RLock()
        self._changed = threading.Event()
        self._shots: queue.SimpleQueue[Future[Shot]] = queue.SimpleQueue()
        self._capture: Any = None

    def open(self, listener: Callable[[View], None]) -> Stop:
        """Live views until stopped. Nothing is seen after `Stop` has returned."""
        lock = threading.RLock()
        watching = True

        def show(view: View) -> None:
            with lock:
                if watching:
                    listener(view)

        def stop() -> None:
            nonlocal watching
            with lock:
                watching = False
            with self._lock:
                if show in self._watchers:
                    self._watchers.remove(show)
            self._changed.set()

        with self._lock:
            self._watchers.append(show)
        self._changed.set()
        return stop

    def shoot(self) -> "Future[Shot]":
        """The page that lies there now. Fails with KnownFault `camera_absent` when the camera is off or gone."""
        future: Future[Shot] = Future()
        with self._lock:
            if not self._watchers or not self.state.usable:
                future.set_exception(absent())
                return future
            self._shots.put(future)
        self._changed.set()
        return future

    def _set_up(self) -> None:
        # Only looks whether it is there: opening it would light its lamp.
        self._must_be_there()

    def _run(self) -> None:
        while not self._closing.is_set():
            if self._watchers:
                self._become(DeviceState(Phase.BUSY))
                try:
                    self._show()
                finally:
                    self._switch_off()
                self._refuse_shots(None)
                self._become(DeviceState(Phase.READY))
            else:
                self._must_be_there()
                self._changed.wait(LOOK_EVERY)
                self._changed.clear()

    def _tear_down(self, fault: Fault | None) -> None:
        self._switch_off()
        self._refuse_shots(fault)

    def _wake(self) -> None:
        self._changed.set()

    def _must_be_there(self) -> None:
        path = f"/dev/video{self._source}" if isinstance(self._source, int) else self._source
        if "://" not in path and not Path(path).exists():
            raise absent()

    def _show(self) -> None:
        """Pictures to everybody who watches, until nobody does."""
        from kiosk.devices.cameras.page import shoot, view

        due = time.monotonic()
        while self._watchers and not self._closing.is_set():
            # Those who asked before the picture is taken get it; a later wish gets a later picture.
            asked = [self._shots.get() for _ in range(self._shots.qsize())]
            try:
                picture = self._picture()
            except KnownFault as gone:
                _refuse(asked, gone.fault)
                raise
            for future in asked:
                if future.set_running_or_notify_cancel():
                    future.set_result(shoot(picture))
            with self._lock:
                watchers = tuple(self._watchers)
            seen = view(picture, VIEW_WIDTH)
            for watcher in watchers:
                watcher(seen)
            due = max(due + 1 / VIEWS_PER_SECOND, time.monotonic())
            self._changed.wait(max(0.0, due - time.monotonic()))
            self._changed.clear()

    def _picture(self) -> Picture:
        cv2 = opencv()
        if self._capture is None or self._is_file:
            self._switch_off()
            self._must_be_there()
            self._capture = cv2.VideoCapture(self._source)
            if isinstance(self._source, int):
                self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter_fourcc(*"MJPG"))
                self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WANTED_SIZE[0])
                self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, WANTED_SIZE[1])
                self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        good, picture = self._capture.read()
        if not good:
            raise absent()
        seen: Picture = picture
        return seen

    def _switch_off(self) -> None:
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.release()

    def _refuse_shots(self, fault: Fault | None) -> None:
        _refuse([self._shots.get() for _ in range(self._shots.qsize())], fault or absent().fault)


def _refuse(shots: list[Future[Shot]], fault: Fault) -> None:
    for future in shots:
        if future.set_running_or_notify_cancel():
            future.set_exception(KnownFault(fault))
