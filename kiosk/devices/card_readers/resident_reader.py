"""The reader for resident ID cards: find, select, read, and noticing that the card is still there."""

from kiosk.devices.card_readers.attending import AttendedReader
from kiosk.devices.card_readers.sam import Command, Status
from kiosk.devices.card_readers.sam_text import TEXT_BYTES, identity
from kiosk.devices.card_readers.serial_transport import ANSWER_WITHIN, SerialTransport
from kiosk.devices.supervisor import BackOff
from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.visit.identity import Identity

_BROKEN = {Status.NOT_AUTHORISED, Status.SELF_TEST_FAILED}


class ResidentReader(AttendedReader):
    """Implements CardReader over a SAM on a serial port.

    Presence: a card that was not selected answers every "find". A selected one is silent to "find" (ISO 14443-3, state active)
    until it leaves the field, so for it the short read 3003 is asked, whose data is dropped unread: 41 means that it is gone.
    """

    def __init__(self, port: str, *, back_off: BackOff | None = None, answer_within: float = ANSWER_WITHIN) -> None:
        super().__init__("resident_reader", back_off)
        self._port = port
        self._answer_within = answer_within
        self._transport: SerialTransport | None = None
        self._selected = False

    def _set_up(self) -> None:
        self._transport = SerialTransport(self._port, answer_within=self._answer_within)
        # A card left selected by an earlier run would never be found: the reset switches the field off and on.
        self._reset()

    def _let_go(self) -> None:
        self._selected = False
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _look(self) -> bool:
        if self._selected:
            if self._ask(Command.READ_APPENDED) in (Status.OK, Status.NO_CONTENT):
                return True
            self._selected = False
            self._reset()
        return self._ask(Command.FIND) == Status.FOUND

    def _read(self, *, address: bool) -> Identity:
        assert self._transport is not None
        if not self._selected:
            self._ask(Command.FIND)
            if self._ask(Command.SELECT) != Status.OK:
                raise KnownFault(Fault("card_unreadable"))
            self._selected = True
        got = self._transport.exchange(Command.READ)
        self._refuse_broken(got.status)
        # 4 bytes of lengths, the text, and a photo that ends here: nobody takes it.
        if got.status != Status.OK or got.data[:2] != TEXT_BYTES.to_bytes(2, "big"):
            raise KnownFault(Fault("card_unreadable"))
        return identity(got.data[4 : 4 + TEXT_BYTES], address=address)

    def _reset(self) -> None:
        if self._ask(Command.RESET) != Status.OK:
            raise KnownFault(Fault("reader_broken", Mender.TECHNICIAN))

    def _ask(self, command: Command) -> int:
        """The status of the answer alone; its data is dropped."""
        assert self._transport is not None
        status = self._transport.exchange(command).status
        self._refuse_broken(status)
        return status

    @staticmethod
    def _refuse_broken(status: int) -> None:
        if status in _BROKEN:
            raise KnownFault(Fault("reader_broken", Mender.TECHNICIAN))
