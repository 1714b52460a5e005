"""From the reasons that a printer gives (RFC 8011, 5.4.12) to the words that a person needs."""

from collections.abc import Iterable

from kiosk.languages.fault import Fault, Mender

# In order of what to do first. Reasons end in a severity (-error, -warning, -report) that printers use as they like,
# so beginnings are matched.
_STOPPING = (
    ("media-jam", "printer_jam"),
    ("cover-open", "printer_open"),
    ("door-open", "printer_open"),
    ("interlock-open", "printer_open"),
    ("input-tray-missing", "printer_tray_missing"),
    ("media-empty", "printer_no_paper"),
    ("media-needed", "printer_no_paper"),
    ("toner-empty", "printer_no_ink"),
    ("marker-supply-empty", "printer_no_ink"),
    ("output-area-full", "printer_output_full"),
    ("offline", "printer_absent"),
    ("shutdown", "printer_absent"),
    ("timed-out", "printer_absent"),
    ("connecting-to-device", "printer_absent"),
)


def stopping_fault(reasons: Iterable[str]) -> Fault | None:
    """What keeps the printer from printing, or None. That paper or toner runs low does not."""
    given = tuple(reasons)
    for beginning, code in _STOPPING:
        if any(reason.startswith(beginning) for reason in given):
            return Fault(code, Mender.TECHNICIAN)
    return None
