"""How a print job is said to the person, the same on every screen with a paper."""

from kiosk.devices.printers.job import JobPhase, JobState
from kiosk.screens.presenter import Presenter


def page_comes(state: JobState | None) -> bool:
    """Whether a page is on its way: whoever leaves now leaves it to the next person."""
    return state is not None and state.phase in (JobPhase.QUEUED, JobPhase.PRINTING)


def job_words(presenter: Presenter, state: JobState) -> str:
    """What happened, how much of it lies there where only a part does, and that leaving cancels what waits."""
    pages = state.pages
    if state.phase is JobPhase.PRINTED:
        if pages is not None and pages.out is None:
            return presenter.text("print_uncounted", pages=pages.expected)
        return presenter.text("receipt_printed")
    if state.fault is None:
        return presenter.text("receipt_printing")
    said = [presenter.fault_text(state.fault)]
    if pages is not None and pages.in_part:
        said.append(presenter.text("print_pages_out", pages=pages.expected, out=pages.out))
    if state.phase is JobPhase.STOPPED:
        said.append(presenter.text("print_leaving"))
    return "\n".join(said)
