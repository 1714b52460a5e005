"""From the reasons that a printer gives (RFC 8011, 5.4.12; PWG 5100.9, section 3) to the words that a person needs.

What stops the printer and what only warns are kept apart: the first is said to the person, the second to the technician. What is in
neither standard is not guessed at: with the severity `error` it is said to be something unknown, otherwise the technician reads it as
it was given.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from kiosk.languages.fault import Fault, Mender

_SEVERITIES = ("-error", "-warning", "-report")

# In order of what to do first. Printers give the severity of RFC 8011's own reasons as they like, so it says nothing for these.
_STOPPING = (
    (("media-jam",), "printer_jam"),
    (("cover-open", "door-open", "interlock-open"), "printer_open"),
    (("input-tray-missing", "output-tray-missing"), "printer_tray_missing"),
    (("media-empty", "media-needed"), "printer_no_paper"),
    (("toner-empty", "marker-supply-empty"), "printer_no_ink"),
    (("output-area-full",), "printer_output_full"),
    (("marker-waste-full",), "printer_waste_full"),
    (("opc-life-over", "developer-empty"), "printer_worn"),
    (("fuser-over-temp", "fuser-under-temp"), "printer_temperature"),
    (("spool-area-full", "interpreter-resource-unavailable"), "printer_memory"),
    (("paused", "moving-to-paused", "stopping", "stopped-partly", "hold-new-jobs", "deactivated"), "printer_paused"),
    (("offline", "shutdown", "timed-out", "connecting-to-device", "power-down"), "printer_absent"),
)

# The alerts of PWG 5100.9 come from many parts of many machines (bander, puncher, stacker …) and end alike. They stop when their
# severity is `error`, or when they give none.
_ALERTS = (
    (("*-jam", "*-feed-error", "*-misfeed"), "printer_jam"),
    (("*-open", "*-opened"), "printer_open"),
    (
        ("input-media-*-change", "input-cannot-feed-size-selected", "*-cannot-duplex-media-selected"),
        "printer_wrong_paper",
    ),
    (("input-tray-*-failure", "*tray-missing"), "printer_tray_missing"),
    (("input-*-empty", "media-path-*-empty", "input-manual-input-request", "*-input-request"), "printer_no_paper"),
    (("*waste*-full",), "printer_waste_full"),
    (("output-*-full", "*-output-full", "stacker-*full"), "printer_output_full"),
    (("marker-developer-empty", "*-life-over", "*-at-eol"), "printer_worn"),
    (("marker-*-empty", "toner-*-empty"), "printer_no_ink"),
    (("*-over-temp*", "*-under-temp*", "*-cooling-down"), "printer_temperature"),
    (("*-memory-exhausted", "interpreter-memory-*", "interpreter-*-unavailable"), "printer_memory"),
    (("*-turned-off", "*-offline"), "printer_paused"),
    (("*-failure", "*-missing", "*-unrecoverable*", "*-error", "*-empty", "*-full"), "printer_broken"),
)

_WARNING = (
    (("media-low", "input-*-low", "input-*-almost-empty", "*-media-*-low"), "paper_low"),
    (("*waste*-almost-full",), "waste_nearly_full"),
    (("output-area-almost-full", "output-*-almost-full", "stacker-*almost-full"), "output_nearly_full"),
    (("toner-low", "marker-*-low", "marker-*-almost-empty", "developer-low"), "ink_low"),
    (("opc-near-eol", "*-near-eol", "*-near-limit", "*-life-almost-over", "*-life-warn"), "wears_out"),
)

# Not worth a word: how printers say that all is well, or that they do something by themselves.
_HARMLESS = (
    *("none", "cups-*", "configuration-change", "*-closed", "alert-removal-*", "printer-ready-to-print", "power-up"),
    *("standby", "hibernate", "warming-up", "*-warming-up", "*-power-saver", "testing", "resuming", "*-reset"),
    *("identify-printer-requested", "media-drying", "*-added", "*-removed", "*-turned-on", "*-adjusting-*"),
)


def stopping_fault(reasons: Iterable[str]) -> Fault | None:
    """What keeps the printer from printing, or None. That paper or toner runs low does not."""
    given = [_parted(reason) for reason in reasons]
    for beginnings, code in _STOPPING:
        if any(name.startswith(beginnings) for name, _ in given if not _among(name, _HARMLESS)):
            return Fault(code, Mender.TECHNICIAN)
    grave = [name for name, severity in given if severity in ("", "-error") and not _only_warns(name)]
    for patterns, code in _ALERTS:
        if any(_among(name, patterns) for name in grave):
            return Fault(code, Mender.TECHNICIAN)
    if any(severity == "-error" and not _only_warns(name) for name, severity in given):
        return Fault("printer_other", Mender.TECHNICIAN)
    return None


def warnings(reasons: Iterable[str]) -> tuple[str, ...]:
    """What the technician should see to before it stops the printer: codes, sorted; what is in no standard as the printer gave it."""
    found: set[str] = set()
    for reason in reasons:
        name, _ = _parted(reason)
        known = next((code for patterns, code in _WARNING if _among(name, patterns)), None)
        if known is not None:
            found.add(known)
        elif not _among(name, _HARMLESS) and stopping_fault((reason,)) is None:
            found.add(reason[:64])
    return tuple(sorted(found))


def _parted(reason: str) -> tuple[str, str]:
    severity = next((one for one in _SEVERITIES if reason.endswith(one)), "")
    return reason.removesuffix(severity), severity


def _only_warns(name: str) -> bool:
    return _among(name, _HARMLESS) or any(_among(name, patterns) for patterns, _ in _WARNING)


def _among(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
