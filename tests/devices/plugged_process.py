"""A machine on whose USB something is plugged in and pulled out; runs under `umockdev-run`, and says what it sees, a word a line."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.devices.hotplug import Hotplug
from kiosk.devices.state import DeviceState, Phase
from kiosk.devices.supervisor import AbsentFault, BackOff, SupervisedDevice
from kiosk.languages.fault import Fault
from tests.devices.heard import Heard


class Bus:
    """The emulated /sys and the kernel's notices of it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libumockdev.so.0")
        self._library.umockdev_testbed_new.restype = ctypes.c_void_p
        self._library.umockdev_testbed_add_devicev.restype = ctypes.c_char_p
        self._testbed = ctypes.c_void_p(self._library.umockdev_testbed_new())

    def plug(self, name: str) -> bytes:
        attributes, properties = _list("idVendor", "0400", "idProduct", "c35a"), _list("DEVTYPE", "usb_device")
        place: bytes = self._library.umockdev_testbed_add_devicev(
            self._testbed, b"usb", name.encode(), None, attributes, properties
        )
        return place

    def pull(self, place: bytes) -> None:
        self._library.umockdev_testbed_uevent(self._testbed, place, b"remove")
        self._library.umockdev_testbed_remove_device(self._testbed, place)


class UsbReader(SupervisedDevice):
    def _set_up(self) -> None:
        if not Path("/sys/bus/usb/devices/1-1").exists():
            raise AbsentFault(Fault("reader_unplugged"))

    def _run(self) -> None:
        self._closing.wait()

    def _tear_down(self, fault: Fault | None) -> None:
        pass


@contextmanager
def noticing(hotplug: Hotplug) -> Iterator["Heard[str]"]:
    heard: Heard[str] = Heard()
    stop = hotplug.watch(lambda: heard("rung"))
    yield heard
    stop()


def main() -> None:
    bus = Bus()
    hotplug = Hotplug(udev=Path("/"), folders=[])
    reader = UsbReader("reader", BackOff(first=600, longest=600))
    states: Heard[DeviceState] = Heard()
    reader.watch(states)
    hotplug.watch(reader.look_again)
    hotplug.start()
    say(str(hotplug.by))
    reader.start()
    states.until(lambda state: state.phase is Phase.ABSENT and state.fault is not None)
    say("absent")
    place = bus.plug("1-1")
    states.until(lambda state: state.phase is Phase.READY)
    say("ready")
    with noticing(hotplug) as heard:
        bus.pull(place)
        heard.until(lambda event: event == "rung")
        say("noticed")
        heard.until(lambda event: event == "rung")  # once more, when udevd would have made its links
        say("again")
    reader.close()
    hotplug.close()


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def _list(*words: str) -> "ctypes.Array[ctypes.c_char_p]":
    return (ctypes.c_char_p * (len(words) + 1))(*[word.encode() for word in words], None)


if __name__ == "__main__":
    main()
