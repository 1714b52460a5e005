"""What is said to a printer itself, in IPP (RFC 8010 and 8011), one operation a call; how it gets there is an `Exchange`.

The queue in CUPS knows the printer's reasons only while it prints; between jobs only the printer does.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cups

from kiosk.languages.fault import Fault, KnownFault, Mender

_IMPRESSIONS = "job-impressions-completed"
_OF_JOBS = ("job-id", "job-name", "job-state", _IMPRESSIONS)

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
    told: dict[str, tuple[Any, ...]] = {}
    for attribute in operation(exchange, uri, cups.IPP_OP_GET_PRINTER_ATTRIBUTES, [_requested(wanted)]).attributes:
        told.setdefault(attribute.name, tuple(attribute.values))
    if not told.get("printer-state-reasons"):
        raise KnownFault(Fault("printer_absent", Mender.TECHNICIAN))
    state = told.get("printer-state", (0,))[0]
    return PrinterWord(
        tuple(str(one) for one in told["printer-state-reasons"]),
        state if isinstance(state, int) else 0,
        tuple(one for one in told.get("media-ready", ()) if isinstance(one, str)),
    )


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
    jobs: list[dict[str, Any]] = [{}]
    for attribute in operation(exchange, uri, cups.IPP_OP_GET_JOBS, [which, wanted]).attributes:
        # Jobs follow each other without a mark that pycups shows; within one no attribute comes twice.
        if attribute.name in jobs[-1]:
            jobs.append({})
        if attribute.name in _OF_JOBS and attribute.values:
            jobs[-1][attribute.name] = attribute.values[0]
    found = [
        PrinterJob(one["job-id"], str(one["job-name"]), _whole(one, "job-state") or 0, _whole(one, _IMPRESSIONS))
        for one in jobs
        if isinstance(one.get("job-id"), int) and str(one.get("job-name", "")).startswith(name)
    ]
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


def _whole(job: dict[str, Any], name: str) -> int | None:
    value = job.get(name)
    return value if isinstance(value, int) else None
