"""What is said to a printer itself, in IPP (RFC 8010 and 8011), one operation a call; how it gets there is an `Exchange`.

The queue in CUPS knows the printer's reasons only while it prints; between jobs only the printer does.
"""

import io
from collections.abc import Callable, Sequence
from typing import Any

import cups

from kiosk.languages.fault import Fault, KnownFault, Mender

Exchange = Callable[[bytes], bytes]
"""Carries a request (RFC 8010, with the document behind it) to the one printer and returns its answer. Raises KnownFault:
`printer_absent` when the printer does not answer, anything else when nobody is there to carry it. Thread-safe."""


def operation(exchange: Exchange, uri: str, code: int, attributes: Sequence[Any] = (), document: bytes = b"") -> Any:
    """The answer (a cups.IPPRequest) of the printer, which calls itself `uri`, to one operation; `attributes` are
    cups.IPPAttribute of the operation group. Raises KnownFault; `printer_absent` also for what is no IPP."""
    request = cups.IPPRequest(code)
    group = cups.IPP_TAG_OPERATION
    request.add(cups.IPPAttribute(group, cups.IPP_TAG_CHARSET, "attributes-charset", "utf-8"))
    request.add(cups.IPPAttribute(group, cups.IPP_TAG_LANGUAGE, "attributes-natural-language", "en"))
    request.add(cups.IPPAttribute(group, cups.IPP_TAG_URI, "printer-uri", uri))
    for attribute in attributes:
        request.add(attribute)
    written = io.BytesIO()
    request.writeIO(written.write)
    answer = cups.IPPRequest()
    body = io.BytesIO(exchange(written.getvalue() + document))
    try:
        answer.readIO(body.read)
    except RuntimeError:
        raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN)) from None
    return answer


def printer_reasons(exchange: Exchange, uri: str) -> tuple[str, ...]:
    """`printer-state-reasons` of the printer. Raises KnownFault as `operation` does."""
    wanted = cups.IPPAttribute(
        cups.IPP_TAG_OPERATION, cups.IPP_TAG_KEYWORD, "requested-attributes", ["printer-state-reasons"]
    )
    for attribute in operation(exchange, uri, cups.IPP_OP_GET_PRINTER_ATTRIBUTES, [wanted]).attributes:
        if attribute.name == "printer-state-reasons":
            return tuple(str(value) for value in attribute.values)
    raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN))


def cancel_jobs(exchange: Exchange, uri: str, name: str) -> None:
    """Cancels all jobs of this name that the printer has not finished. Raises KnownFault as `operation` does."""
    group = cups.IPP_TAG_OPERATION
    wanted = cups.IPPAttribute(group, cups.IPP_TAG_KEYWORD, "requested-attributes", ["job-id", "job-name"])
    jobs: list[dict[str, Any]] = [{}]
    for attribute in operation(exchange, uri, cups.IPP_OP_GET_JOBS, [wanted]).attributes:
        # Jobs follow each other without a mark that pycups shows; within one no attribute comes twice.
        if attribute.name in jobs[-1]:
            jobs.append({})
        if attribute.name in ("job-id", "job-name"):
            jobs[-1][attribute.name] = attribute.values[0]
    for job in jobs:
        if job.get("job-name") == name:
            number = cups.IPPAttribute(group, cups.IPP_TAG_INTEGER, "job-id", job["job-id"])
            operation(exchange, uri, cups.IPP_OP_CANCEL_JOB, [number])
