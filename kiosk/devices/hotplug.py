"""Notices that something was plugged in or pulled out, so that a device that waits for its next try need not wait.

With udev, by the kernel's own notices on netlink. Not by udevd's: those are sent in its network namespace, and the terminal lives in
one of its own without network (installer/systemd), where the kernel's arrive all the same. The kernel tells before udevd has given
the thing its name and rights, so every notice rings twice: soon, and a second later.

Without udev, as in a container, nobody tells: the folders of device files are looked at every second. The places that the
configuration names are looked at in both cases, for an emulated far end is no device of the kernel's.
"""

import logging
import os
import select
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

log = logging.getLogger("kiosk.devices")

Stop = Callable[[], None]

SUBSYSTEMS = ("usb", "tty", "video4linux", "hidraw", "input", "sound", "printer")
FOLDERS = ("/dev", "/dev/input", "/dev/snd", "/dev/usb", "/dev/bus/usb/*", "/dev/serial/by-id")
UDEV = Path("/run/udev/control")
LOOK_EVERY = 1.0  # seconds
QUIET = 0.1  # seconds; one plug makes a dozen notices
NAMED = 1.0  # seconds until udevd has surely made its links


class Hotplug:
    """Calls who watches, on a thread of its own, whenever hardware came or went. It does not say which: looking is cheap."""

    def __init__(self, places: Iterable[Path] = (), *, udev: Path = UDEV, folders: Sequence[str] = FOLDERS) -> None:
        """`places`: device files that matter here, wherever they are. `udev`: is there while udevd runs."""
        self._places = tuple(places)
        self._udev = udev
        self._folders = tuple(folders)
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._ended = os.eventfd(0, os.EFD_CLOEXEC)
        self._thread: threading.Thread | None = None
        self.by: Literal["udev", "polling"] | None = None
        """How it is done here; None before `start`."""

    def watch(self, changed: Callable[[], None]) -> Stop:
        with self._lock:
            self._listeners.append(changed)

        def stop() -> None:
            with self._lock:
                if changed in self._listeners:
                    self._listeners.remove(changed)

        return stop

    def start(self) -> None:
        """From here on nothing is missed. Returns at once."""
        monitor = self._monitor()
        self.by = "polling" if monitor is None else "udev"
        log.info("hotplug by %s", self.by)
        self._thread = threading.Thread(target=self._run, args=(monitor, self._seen()), name="hotplug", daemon=True)
        self._thread.start()

    def close(self) -> None:
        os.eventfd_write(self._ended, 1)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _monitor(self) -> "_Notices | None":
        if not self._udev.exists():
            return None
        try:
            return _Notices()
        except (ImportError, OSError) as missing:  # libudev is not there, or netlink is forbidden
            log.warning("hotplug_without_udev %s", type(missing).__name__)
            return None

    def _run(self, monitor: "_Notices | None", seen: frozenset[str]) -> None:
        poll = select.poll()
        poll.register(self._ended, select.POLLIN)
        if monitor is not None:
            poll.register(monitor.handle, select.POLLIN)
        soon = later = float("inf")
        look = time.monotonic() + LOOK_EVERY
        while True:
            wait = max(0.0, min(soon, later, look) - time.monotonic())
            ready = {handle for handle, _ in poll.poll(wait * 1000)}
            now = time.monotonic()
            if self._ended in ready:
                return
            if monitor is not None and monitor.handle in ready and monitor.drain():
                soon, later = min(soon, now + QUIET), now + NAMED
            if now >= look:
                before, seen, look = seen, self._seen(), now + LOOK_EVERY
                if seen != before:
                    self._ring()
            if now >= soon:
                soon = float("inf")
                self._ring()
            if now >= later:
                later = float("inf")
                self._ring()

    def _seen(self) -> frozenset[str]:
        """The device files that are there; a link counts anew when it leads elsewhere."""
        found = {f"{place} {os.path.realpath(place)}" for place in self._places if place.exists()}
        if self.by == "polling":
            for folder in self._folders:
                found |= {str(entry) for entry in Path("/").glob(f"{folder.strip('/')}/*")}
        return frozenset(found)

    def _ring(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()


class _Notices:
    """The kernel's uevents of the subsystems that our devices belong to. Raises ImportError or OSError where there are none."""

    def __init__(self) -> None:
        import pyudev

        self._monitor = pyudev.Monitor.from_netlink(pyudev.Context(), source="kernel")
        for subsystem in SUBSYSTEMS:
            self._monitor.filter_by(subsystem)
        self._monitor.start()
        self.handle: int = self._monitor.fileno()

    def drain(self) -> bool:
        """Takes all that was told; whether anything came or went."""
        told = False
        while (device := self._monitor.poll(timeout=0)) is not None:
            told = told or device.action in ("add", "remove", "bind", "unbind", "change")
        return told
