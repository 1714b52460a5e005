"""IPP over HTTP, straight to the printer (RFC 8010, section 4). For processes that may use the network; the terminal may not."""

import http.client
from urllib.parse import urlsplit

from kiosk.languages.fault import Fault, KnownFault, Mender

ANSWER_WITHIN = 2.0  # seconds


def straight(uri: str, request: bytes) -> bytes:
    """The answer of the printer at an ipp: address. Raises KnownFault `printer_absent` when it does not answer in time."""
    parts = urlsplit(uri)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port or 631, timeout=ANSWER_WITHIN)
    try:
        connection.request("POST", parts.path or "/", request, {"Content-Type": "application/ipp"})
        return connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN)) from None
    finally:
        connection.close()
