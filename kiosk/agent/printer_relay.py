"""Carries the terminal's questions to the one printer of this machine: the terminal opens no network socket (decision 0020).

Three operations of IPP and no others, to the address that CUPS has for the configured queue. So a terminal that was taken over
gains nothing by it: no other host, no document.
"""

import threading
from collections.abc import Callable

import cups

from kiosk.devices.printers.direct import straight
from kiosk.languages.fault import Fault, KnownFault, Mender

LONGEST = 16 * 1024  # bytes of a question
_OPERATIONS = frozenset((cups.IPP_OP_GET_PRINTER_ATTRIBUTES, cups.IPP_OP_GET_JOBS, cups.IPP_OP_CANCEL_JOB))

Straight = Callable[[str, bytes], bytes]


class PrinterRelay:
    """Any thread may call it."""

    def __init__(self, queue_name: str, server: str, carry: Straight = straight) -> None:
        """`server` is the path of CUPS's socket; `carry` takes a request to an ipp: address."""
        self._queue_name = queue_name
        self._server = server
        self._carry = carry
        self._lock = threading.Lock()
        self._uri = ""

    def __call__(self, request: bytes) -> bytes:
        """The printer's answer. Raises KnownFault: `agent_question` for what is not carried, `printer_absent`."""
        # RFC 8010, 3.1: two bytes of version, two of operation.
        if len(request) > LONGEST or int.from_bytes(request[2:4], "big") not in _OPERATIONS:
            raise KnownFault(Fault("agent_question"))
        uri = self._address()
        try:
            return self._carry(uri, request)
        except KnownFault:
            with self._lock:
                self._uri = ""  # the technician may have given the queue another printer
            raise

    def _address(self) -> str:
        with self._lock:
            if not self._uri:
                try:
                    connection = cups.Connection(host=self._server)
                    known = connection.getPrinterAttributes(self._queue_name, requested_attributes=["device-uri"])
                except (cups.IPPError, cups.HTTPError, RuntimeError):
                    raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN)) from None
                self._uri = str(known["device-uri"])
            return self._uri


def without_a_printer(request: bytes) -> bytes:
    """For a machine whose agent was not told of any."""
    raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN))
