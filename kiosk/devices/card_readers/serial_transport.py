"""Requests and answers of the SAM over a serial port (pyserial)."""

import termios
import time

import serial

from kiosk.devices.card_readers.sam import Answer, Command, FrameError, Frames, answer, request
from kiosk.devices.supervisor import AbsentFault
from kiosk.languages.fault import Fault, KnownFault, Mender

BAUD = 115200
ANSWER_WITHIN = 3.0  # seconds; a read of a card with a photo takes about one on real modules


def unplugged() -> AbsentFault:
    return AbsentFault(Fault("reader_unplugged", Mender.TECHNICIAN))


class SerialTransport:
    """One open port. Raises AbsentFault `reader_unplugged` when it cannot be opened or is gone."""

    def __init__(self, port: str, *, answer_within: float = ANSWER_WITHIN) -> None:
        self._answer_within = answer_within
        self._frames = Frames()
        try:
            self._port = serial.Serial(port, BAUD, timeout=0.05, write_timeout=1.0, exclusive=True)
        except (serial.SerialException, OSError, termios.error):
            raise unplugged() from None

    def exchange(self, command: Command) -> Answer:
        """Sends a command and waits for its answer. Raises AbsentFault, KnownFault `reader_mute` or `reader_garbled`."""
        try:
            # Whatever is left of an earlier answer does not belong to this question.
            self._port.reset_input_buffer()
            self._frames.clear()
            self._port.write(request(command))
            deadline = time.monotonic() + self._answer_within
            while time.monotonic() < deadline:
                received = self._port.read(max(1, self._port.in_waiting))
                for body in self._frames.feed(received):
                    return answer(body)
        except FrameError:
            raise KnownFault(Fault("reader_garbled", Mender.TECHNICIAN)) from None
        except (serial.SerialException, OSError, termios.error):
            # pyserial lets the error of its buffer's reset through as it comes: it is none of OSError.
            raise unplugged() from None
        raise KnownFault(Fault("reader_mute", Mender.TECHNICIAN))

    def close(self) -> None:
        self._port.close()
