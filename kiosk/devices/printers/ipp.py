"""What is said to a printer itself, in IPP (RFC 8010 and 8011), one operation a call; how it gets there is an `Exchange`.

The queue in CUPS knows the printer's reasons only while it prints; between jobs only the printer does.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cups

from kiosk.devices.printers.answer import JOB, PRINTER, Answer, Group, NoIpp, read_answer
from kiosk.languages.fault import Fault, KnownFault, Mender

Exchange = Callable[[bytes], bytes]
"""Carries a request (RFC 8010, with the document behind it) to the one printer and returns its answer. Raises KnownFault:
`printer_absent` when the printer does not answer, anything else when nobody is there to carry it. Thread-safe."""


def operation(exchange: Exchange, uri: str, code: int, attributes: Sequence[Any] = (), document: bytes = b"") -> Answer:
    """The answer of the printer, which calls itself `uri`, to one operation; `attributes` are
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
    try:
        return read_answer(exchange(written.getvalue() + document))
    except NoIpp:
        raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN)) from None


@dataclass(frozen=True, slots=True)
class PrinterWord:
    """What a printer says of itself. `state` is printer-state (RFC 8011, 5.4.11), 0 when it says none; `ready` are the sizes that lie in
    its trays (media-ready, 5.2.11), by their PWG 5101.1 names, empty when it does not know."""

    reasons: tuple[str, ...]
    state: int = 0
    ready: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrinterJob:
    """A job as the printer knows it. `impressions`: sides that came out, None when it does not count."""

    number: int
    name: str
    state: int
    impressions: int | None


def printer_word(exchange: Exchange, uri: str) -> PrinterWord:
    """Raises KnownFault as `operation` does, also when it gives no reasons: they are required of every printer."""
    wanted = ["printer-state-reasons", "printer-state", "media-ready"]
    groups = operation(exchange, uri, cups.IPP_OP_GET_PRINTER_ATTRIBUTES, [_requested(wanted)]).of(PRINTER)
    reasons = tuple(str(one) for one in groups[0].get("printer-state-reasons")) if groups else ()
    if not reasons:
        raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN))
    ready = tuple(one for one in groups[0].get("media-ready") if isinstance(one, str))
    return PrinterWord(reasons, _whole(groups[0], "printer-state") or 0, ready)


def printer_reasons(exchange: Exchange, uri: str) -> tuple[str, ...]:
    """`printer-state-reasons` alone. Raises KnownFault as `operation` does."""
    return printer_word(exchange, uri).reasons


def printer_jobs(exchange: Exchange, uri: str, name: str, *, over: bool = False) -> list[PrinterJob]:
    """The printer's jobs whose name begins so, oldest first: those that are not finished, or else those that are. Raises KnownFault
    as `operation` does."""
    which = cups.IPPAttribute(
        cups.IPP_TAG_OPERATION, cups.IPP_TAG_KEYWORD, "which-jobs", "completed" if over else "not-completed"
    )
    wanted = _requested(["job-id", "job-name", "job-state", "job-impressions-completed"])
    found = []
    for group in operation(exchange, uri, cups.IPP_OP_GET_JOBS, [which, wanted]).of(JOB):
        number, named = _whole(group, "job-id"), "".join(str(one) for one in group.get("job-name"))
        if number is not None and named.startswith(name):
            state, impressions = _whole(group, "job-state") or 0, _whole(group, "job-impressions-completed")
            found.append(PrinterJob(number, named, state, impressions))
    return sorted(found, key=lambda job: job.number)


def cancel_job(exchange: Exchange, uri: str, number: int) -> None:
    """Raises KnownFault as `operation` does; that the job is over already is no trouble."""
    which = cups.IPPAttribute(cups.IPP_TAG_OPERATION, cups.IPP_TAG_INTEGER, "job-id", number)
    operation(exchange, uri, cups.IPP_OP_CANCEL_JOB, [which])


def cancel_jobs(exchange: Exchange, uri: str, name: str) -> None:
    """Cancels all jobs whose name begins so and that the printer has not finished. Raises KnownFault as `operation` does."""
    for job in printer_jobs(exchange, uri, name):
        cancel_job(exchange, uri, job.number)


def _requested(names: Sequence[str]) -> Any:
    return cups.IPPAttribute(cups.IPP_TAG_OPERATION, cups.IPP_TAG_KEYWORD, "requested-attributes", list(names))


def _whole(group: Group, name: str) -> int | None:
    value = next(iter(group.get(name)), None)
    return value if isinstance(value, int) else None
