"""Where the devices of one machine are found. Read by compose from the machine's configuration, made by the emulated hardware in a demo."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DeviceConfiguration:
    """Addresses as the operating system knows them; the defaults are those of the machine image (docs/operations.md)."""

    sam_port: str = "/dev/kiosk-resident-reader"  # a serial port, 115200 8N1
    pcsc_reader: str = ""  # the beginning of the reader's name; empty: the first one
    pcsc_socket: Path | None = None  # of a private pcscd; None: the system's
    camera_source: int | str = 0  # a V4L2 index, or a path or URL that OpenCV opens
    cups_server: str = "/run/cups/cups.sock"
    printer_queue: str = "kiosk"
    alsa_device: str = "default"
    alsa_configuration: Path | None = None  # of an emulated loudspeaker; None: the system's
