"""Where a person stands and where they can go: recomputed from the answers each time, with no state of its own.

A place exists only while the answers call for it, so nobody can be led to a question that does not concern them, and turning
back never loses the way.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.visit.visit import Visit


class Stop(StrEnum):
    """The kinds of place, in the order in which they come."""

    MATTER = "matter"
    GUIDE = "guide"
    CONSENT = "consent"
    IDENTIFY = "identify"
    FORM = "form"
    MATERIALS = "materials"
    COMMITMENT = "commitment"
    SIGNATURE = "signature"
    REVIEW = "review"
    RECEIPT = "receipt"
    RATING = "rating"
    GOODBYE = "goodbye"


class Step(StrEnum):
    """The big steps that the stepper shows."""

    GUIDE = "guide"
    IDENTITY = "identity"
    FORM = "form"
    MATERIALS = "materials"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Place:
    """A stop; for GUIDE the key of the question, for FORM the key of the page."""

    stop: Stop
    key: str = ""


_ORDER = list(Stop)
_AFTER_SUBMISSION = (Stop.RECEIPT, Stop.RATING, Stop.GOODBYE)
_STEPS = {
    Stop.GUIDE: Step.GUIDE,
    Stop.CONSENT: Step.IDENTITY,
    Stop.IDENTIFY: Step.IDENTITY,
    Stop.FORM: Step.FORM,
    Stop.MATERIALS: Step.MATERIALS,
    Stop.COMMITMENT: Step.MATERIALS,
    Stop.SIGNATURE: Step.SIGN,
    Stop.REVIEW: Step.SIGN,
}


def path(visit: Visit) -> tuple[Place, ...]:
    """All places of this visit, as far as its answers tell. It ends at a guide answer with which it cannot be done here."""
    places = [Place(Stop.MATTER)]
    if visit.published is None:
        return tuple(places)
    stopped = visit.stopped_by()
    for question in visit.questions():
        places.append(Place(Stop.GUIDE, question.key))
        if stopped is not None and stopped[0].key == question.key:
            return tuple(places)
    places += [Place(Stop.CONSENT), Place(Stop.IDENTIFY)]
    places += [Place(Stop.FORM, page.key) for page in visit.pages()]
    if visit.to_hand_in():
        places.append(Place(Stop.MATERIALS))
    if visit.promised():
        places.append(Place(Stop.COMMITMENT))
    if visit.matter.signature:
        places.append(Place(Stop.SIGNATURE))
    places += [Place(stop) for stop in (Stop.REVIEW, *_AFTER_SUBMISSION)]
    return tuple(places)


def settle(visit: Visit, place: Place) -> Place:
    """The place itself if it is on the path and on the right side of the submission, else the nearest one before it."""
    open_places = _reachable(visit)
    if place in open_places:
        return place
    earlier = [one for one in open_places if _ORDER.index(one.stop) <= _ORDER.index(place.stop)]
    return earlier[-1] if earlier else open_places[0]


def following(visit: Visit, place: Place) -> Place | None:
    """The next place; None at the end, at a stopping answer, and at the review until the application is kept.

    Whether the present place is complete is for `complete` to say.
    """
    if visit.submitted and place.stop not in _AFTER_SUBMISSION:
        return Place(Stop.RECEIPT)
    return _neighbour(visit, settle(visit, place), 1)


def before(visit: Visit, place: Place) -> Place | None:
    """The place before; None at the beginning. Nothing after the submission leads back before it."""
    return _neighbour(visit, settle(visit, place), -1)


def furthest(visit: Visit, now: datetime) -> Place:
    """The first place that is not complete: nobody may stand beyond it."""
    places = _reachable(visit)
    return next((place for place in places if not complete(visit, place, now)), places[-1])


def may_stand(visit: Visit, place: Place, now: datetime) -> bool:
    places = _reachable(visit)
    return place in places and places.index(place) <= places.index(furthest(visit, now))


def complete(visit: Visit, place: Place, now: datetime) -> bool:
    """Whether all that this place asks is given. Raises KeyError for a question or page the matter does not have."""
    match place.stop:
        case Stop.MATTER:
            return visit.published is not None
        case Stop.GUIDE:
            stopped = visit.stopped_by()
            return place.key in visit.guide and (stopped is None or stopped[0].key != place.key)
        case Stop.CONSENT:
            return visit.consent is not None
        case Stop.IDENTIFY:
            return visit.identity is not None and not visit.identity.expired(now.date())
        case Stop.FORM:
            page = {page.key: page for page in visit.matter.pages}[place.key]
            return not visit.page_findings(page, now)
        case Stop.MATERIALS:
            return not visit.still_missing()
        case Stop.COMMITMENT:
            return visit.letter_signed
        case Stop.SIGNATURE:
            return bool(visit.signature)
        case Stop.REVIEW:
            return visit.submitted
    return visit.submitted


def steps(visit: Visit) -> tuple[Step, ...]:
    """The big steps of this visit, for the stepper."""
    return tuple(dict.fromkeys(_STEPS[place.stop] for place in path(visit) if place.stop in _STEPS))


def progress(visit: Visit, place: Place) -> tuple[int, int]:
    """(step, of): 1-based among `steps`; 0 before the first, `of` after the last."""
    big = steps(visit)
    if place.stop in _AFTER_SUBMISSION:
        return len(big), len(big)
    step = _STEPS.get(settle(visit, place).stop)
    return (big.index(step) + 1 if step in big else 0), len(big)


def _reachable(visit: Visit) -> list[Place]:
    """The places on this side of the submission. Never empty."""
    return [place for place in path(visit) if (place.stop in _AFTER_SUBMISSION) == visit.submitted]


def _neighbour(visit: Visit, here: Place, by: int) -> Place | None:
    places = _reachable(visit)
    index = places.index(here) + by
    return places[index] if 0 <= index < len(places) else None
