"""The slot for social security cards: PC/SC through pcscd.

pyscard's own monitor threads die with the service and never come back, so this asks the service itself (PC/SC part 5),
with a new context after every failure.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smartcard import scard

from kiosk.devices.card_readers.attending import AttendedReader
from kiosk.devices.card_readers.social_text import (
    APPLICATION,
    CARD_FILE,
    PERSON_FILE,
    Addressing,
    Tag,
    identity,
    value,
)
from kiosk.devices.supervisor import AbsentFault, BackOff
from kiosk.languages.fault import Fault, KnownFault, Mender
from kiosk.visit.identity import Identity

_GONE = {
    scard.SCARD_E_NO_SERVICE,
    scard.SCARD_E_SERVICE_STOPPED,
    scard.SCARD_E_READER_UNAVAILABLE,
    scard.SCARD_E_UNKNOWN_READER,
    scard.SCARD_E_NO_READERS_AVAILABLE,
    scard.SCARD_E_INVALID_HANDLE,
    scard.SCARD_F_COMM_ERROR,
}


class SocialReader(AttendedReader):
    """Implements CardReader over the first PC/SC reader whose name begins with `reader`.

    `socket` is that of a private pcscd; the library takes it from the environment once for the whole process,
    so one process can talk to one pcscd only.
    """

    def __init__(
        self,
        reader: str = "",
        *,
        socket: Path | None = None,
        addressing: Addressing | None = None,
        back_off: BackOff | None = None,
    ) -> None:
        super().__init__("social_reader", back_off)
        self._wanted = reader
        self._addressing = addressing or Addressing()
        self._context: Any = None
        self._name = ""
        if socket is not None:
            os.environ["PCSCLITE_CSOCK_NAME"] = str(socket)

    def _set_up(self) -> None:
        code, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _must(code)
        code, readers = scard.SCardListReaders(self._context, [])
        _must(code)
        names = [name for name in readers if name.startswith(self._wanted)]
        if not names:
            raise AbsentFault(Fault("reader_unplugged", Mender.TECHNICIAN))
        self._name = names[0]

    def _let_go(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            scard.SCardReleaseContext(context)

    def _look(self) -> bool:
        # Asked without waiting: a waiting call could only be ended by SCardCancel, whose answer pcscd sends whenever it likes,
        # also into the middle of a later exchange.
        code, states = scard.SCardGetStatusChange(self._context, 0, [(self._name, scard.SCARD_STATE_UNAWARE)])
        if code != scard.SCARD_E_TIMEOUT:
            _must(code)
        state = states[0][1]
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE):
            raise AbsentFault(Fault("reader_unplugged", Mender.TECHNICIAN))
        return bool(state & scard.SCARD_STATE_PRESENT)

    def _read(self, *, address: bool) -> Identity:
        """`address` is ignored: this card holds none that we take."""
        code, card, protocol = scard.SCardConnect(
            self._context, self._name, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        )
        _must(code)
        afterwards = scard.SCARD_UNPOWER_CARD  # a card that failed begins anew at the next try
        try:
            holder = self._holder(lambda command: _transmit(card, protocol, command))
            afterwards = scard.SCARD_LEAVE_CARD
            return holder
        finally:
            scard.SCardDisconnect(card, afterwards)

    def _holder(self, send: Callable[[list[int]], bytes]) -> Identity:
        try:
            send([0x00, 0xA4, 0x04, 0x00, len(APPLICATION), *APPLICATION])
        except _Refusal as refusal:
            if refusal.sw1 == 0x6A:
                raise KnownFault(Fault("card_type_unknown")) from None
            raise
        send(self._addressing.select(CARD_FILE))
        issued = value(send(self._addressing.read(CARD_FILE, Tag.ISSUED)), Tag.ISSUED)
        expires = value(send(self._addressing.read(CARD_FILE, Tag.EXPIRES)), Tag.EXPIRES)
        send(self._addressing.select(PERSON_FILE))
        number = value(send(self._addressing.read(PERSON_FILE, Tag.NUMBER)), Tag.NUMBER)
        name = value(send(self._addressing.read(PERSON_FILE, Tag.NAME)), Tag.NAME)
        return identity(name=name, number=number, issued=issued, expires=expires)


class _Refusal(KnownFault):
    """The card answered, with a status word that is not 9000."""

    def __init__(self, sw1: int) -> None:
        super().__init__(Fault("card_unreadable"))
        self.sw1 = sw1


def _transmit(card: Any, protocol: int, command: list[int]) -> bytes:
    """The data of a good answer (SW 9000), following 61xx (more to fetch) and 6Cxx (ask again with this length).

    Raises _Refusal for any other status word (ISO/IEC 7816-4, 5.3.4).
    """
    collected = b""
    # A card that says "more" for ever must not hold the thread.
    for _ in range(16):
        code, response = scard.SCardTransmit(card, protocol, command)
        _must(code)
        if len(response) < 2:
            break
        data, sw1, sw2 = bytes(response[:-2]), response[-2] & 0xFF, response[-1] & 0xFF
        collected += data
        if (sw1, sw2) == (0x90, 0x00):
            return collected
        if sw1 == 0x61:
            command = [0x00, 0xC0, 0x00, 0x00, sw2]
        elif sw1 == 0x6C:
            command = [*command[:4], sw2]
        else:
            raise _Refusal(sw1)
    raise KnownFault(Fault("card_unreadable"))


def _must(code: int) -> None:
    """Raises for a PC/SC error code: the reader or its service gone, or the card pulled, mute or upside down."""
    if code == scard.SCARD_S_SUCCESS:
        return
    if code in _GONE:
        raise AbsentFault(Fault("reader_unplugged", Mender.TECHNICIAN))
    raise KnownFault(Fault("card_unreadable"))
