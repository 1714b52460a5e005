"""Asking a printer itself how it is (IPP Get-Printer-Attributes over HTTP, RFC 8010 and 8011).

The queue in CUPS knows the printer's reasons only while it prints; between jobs only the printer does.
"""

import http.client
import io
from urllib.parse import urlsplit

import cups

from kiosk.languages.fault import Fault, KnownFault, Mender

ANSWER_WITHIN = 2.0  # seconds


def printer_reasons(uri: str) -> tuple[str, ...]:
    """`printer-state-reasons` of the printer at an ipp: address. Raises KnownFault `printer_absent` when it does not answer."""
    parts = urlsplit(uri)
    request = cups.IPPRequest(cups.IPP_OP_GET_PRINTER_ATTRIBUTES)
    add = request.add
    operation = cups.IPP_TAG_OPERATION
    add(cups.IPPAttribute(operation, cups.IPP_TAG_CHARSET, "attributes-charset", "utf-8"))
    add(cups.IPPAttribute(operation, cups.IPP_TAG_LANGUAGE, "attributes-natural-language", "en"))
    add(cups.IPPAttribute(operation, cups.IPP_TAG_URI, "printer-uri", uri))
    add(cups.IPPAttribute(operation, cups.IPP_TAG_KEYWORD, "requested-attributes", ["printer-state-reasons"]))
    written = io.BytesIO()
    request.writeIO(written.write)
    try:
        connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port or 631, timeout=ANSWER_WITHIN)
        try:
            connection.request("POST", parts.path or "/", written.getvalue(), {"Content-Type": "application/ipp"})
            body = connection.getresponse().read()
        finally:
            connection.close()
    except (OSError, http.client.HTTPException):
        raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN)) from None
    answer = cups.IPPRequest()
    answer.readIO(io.BytesIO(body).read)
    for attribute in answer.attributes:
        if attribute.name == "printer-state-reasons":
            return tuple(str(value) for value in attribute.values)
    raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN))
