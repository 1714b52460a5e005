"""Talking to a printer itself: IPP over HTTP (RFC 8010 and 8011), one operation a call.

The queue in CUPS knows the printer's reasons only while it prints; between jobs only the printer does.
"""

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import cups

from kiosk.languages.fault import Fault, KnownFault, Mender

ANSWER_WITHIN = 2.0  # seconds


def operation(uri: str, code: int, attributes: Sequence[Any] = (), document: bytes = b"") -> Any:
    """The answer (a cups.IPPRequest) of the printer at an ipp: address to one operation; `attributes` are cups.IPPAttribute of
    the operation group. Raises KnownFault `printer_absent` when it does not answer in time or not in IPP."""
    import http.client  # with TLS and mail headers it is more than the first screen should wait for

    parts = urlsplit(uri)
    request = cups.IPPRequest(code)
    group = cups.IPP_TAG_OPERATION
    request.add(cups.IPPAttribute(group, cups.IPP_TAG_CHARSET, "attributes-charset", "utf-8"))
    request.add(cups.IPPAttribute(group, cups.IPP_TAG_LANGUAGE, "attributes-natural-language", "en"))
    request.add(cups.IPPAttribute(group, cups.IPP_TAG_URI, "printer-uri", uri))
    for attribute in attributes:
        request.add(attribute)
    written = io.BytesIO()
    request.writeIO(written.write)
    connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port or 631, timeout=ANSWER_WITHIN)
    answer = cups.IPPRequest()
    try:
        connection.request(
            "POST", parts.path or "/", written.getvalue() + document, {"Content-Type": "application/ipp"}
        )
        body = io.BytesIO(connection.getresponse().read())
        answer.readIO(body.read)
    except (OSError, http.client.HTTPException, RuntimeError):
        raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN)) from None
    finally:
        connection.close()
    return answer


def printer_reasons(uri: str) -> tuple[str, ...]:
    """`printer-state-reasons` of the printer. Raises KnownFault `printer_absent`."""
    wanted = cups.IPPAttribute(
        cups.IPP_TAG_OPERATION, cups.IPP_TAG_KEYWORD, "requested-attributes", ["printer-state-reasons"]
    )
    for attribute in operation(uri, cups.IPP_OP_GET_PRINTER_ATTRIBUTES, [wanted]).attributes:
        if attribute.name == "printer-state-reasons":
            return tuple(str(value) for value in attribute.values)
    raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN))


def cancel_jobs(uri: str, name: str) -> None:
    """Cancels all jobs of this name that the printer has not finished. Raises KnownFault `printer_absent`."""
    group = cups.IPP_TAG_OPERATION
    wanted = cups.IPPAttribute(group, cups.IPP_TAG_KEYWORD, "requested-attributes", ["job-id", "job-name"])
    jobs: list[dict[str, Any]] = [{}]
    for attribute in operation(uri, cups.IPP_OP_GET_JOBS, [wanted]).attributes:
        # Jobs follow each other without a mark that pycups shows; within one no attribute comes twice.
        if attribute.name in jobs[-1]:
            jobs.append({})
        if attribute.name in ("job-id", "job-name"):
            jobs[-1][attribute.name] = attribute.values[0]
    for job in jobs:
        if job.get("job-name") == name:
            number = cups.IPPAttribute(group, cups.IPP_TAG_INTEGER, "job-id", job["job-id"])
            operation(uri, cups.IPP_OP_CANCEL_JOB, [number])
