"""One round with the platform: what is new there comes here, what waits here goes there. Each step is safe to repeat.

A round that breaks off has kept everything up to the step that failed. The log has ids and outcomes only.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.contract.application import Submission, SubmissionAnswer
from kiosk.offline.catalogue import KeptCatalogue
from kiosk.offline.deliveries import Deliveries
from kiosk.offline.identity import Machine
from kiosk.offline.membership import Membership
from kiosk.offline.port import Closed, PlatformPort, Refused, Unreachable

_log = logging.getLogger(__name__)

_CONFLICT = 409
_UNAUTHORISED = (401, 403)
# What the platform says of this one application. Anything else (401, 404) is about the machine or the platform.
_ABOUT_THE_APPLICATION = (400, _CONFLICT, 413, 415, 422)
_FAILURES_IN_A_ROW = 3


@dataclass(slots=True)
class Round:
    """What a round did. `unreachable` says why it broke off, None when it came to its end."""

    enrolled: bool = False
    catalogue_rows: int = 0
    delivered: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    statuses: int = 0
    unreachable: str | None = None
    retry_after: float | None = None


class SyncEngine:
    """Not for two threads at once."""

    def __init__(
        self,
        catalogue: KeptCatalogue,
        deliveries: Deliveries,
        membership: Membership,
        connect: Callable[[Machine | None], PlatformPort],
        *,
        stop: threading.Event | None = None,
    ) -> None:
        """`connect` opens a way to the platform as this machine. `stop` ends a round between two steps."""
        self._catalogue = catalogue
        self._deliveries = deliveries
        self._membership = membership
        self._connect = connect
        self._stop = stop or threading.Event()

    def round(self) -> Round:
        """Never raises for the network's sake. Raises NotEnrolled, KnownFault of the store, and what is a bug."""
        done = Round()
        try:
            done.enrolled = self._membership.ready(self._connect)
            with self._connect(self._membership.machine()) as client:
                self._pull_catalogue(client, done)
                self._deliver(client, done)
                self._rate(client)
                self._pull_statuses(client, done)
        except Unreachable as error:
            done.unreachable, done.retry_after = str(error), error.retry_after
        except Closed as error:
            self._membership.closed(error)
            done.unreachable = str(error)
        except Refused as error:
            # Outside of the steps that know what a refusal means: credentials the platform does not know, a version skew.
            done.unreachable = str(error)
            if error.problem.status in _UNAUTHORISED:
                _log.error("sync.credentials_refused status=%d", error.problem.status)
        if done.delivered:
            self._deliveries.store.checkpoint().result()
        return done

    def _pull_catalogue(self, client: PlatformPort, done: Round) -> None:
        while not self._stop.is_set():
            before = self._catalogue.cursor()
            page = client.catalogue(*before)
            refused = self._catalogue.apply(page)
            for code in refused:
                _log.error("sync.matter_refused code=%s", code)
            done.catalogue_rows += len(page.rows) - len(refused)
            if not page.rows:
                return
            if (page.epoch, page.seq) == before:
                raise Unreachable("the catalogue does not move on")

    def _deliver(self, client: PlatformPort, done: Round) -> None:
        """What fails on the platform (5xx) is left for a later round and does not hold up the rest, unless all of it fails."""
        failures = 0
        for key in self._deliveries.due():
            if self._stop.is_set():
                return
            try:
                self._deliver_one(client, key, done)
                failures = 0
            except Unreachable as error:
                self._deliveries.postponed(key)
                failures += 1
                if not error.answered or failures == _FAILURES_IN_A_ROW:
                    raise
                done.unreachable, done.retry_after = str(error), error.retry_after
            except BaseException:
                self._deliveries.postponed(key)
                raise

    def _deliver_one(self, client: PlatformPort, key: str, done: Round) -> None:
        submission = self._deliveries.begin(key)
        try:
            answer = self._submit(client, submission) or self._submit(client, submission)
            if answer is None:
                # Somebody between us and the platform says that they arrive. No fault of the application.
                raise Unreachable("attachments do not arrive", answered=True)
        except Refused as error:
            if error.problem.status not in _ABOUT_THE_APPLICATION:
                raise
            self._deliveries.parked(key, str(error))
            done.parked.append(submission.number)
            _log.error("sync.parked number=%s reason=%s", submission.number, error)
            return
        self._deliveries.delivered(answer)
        done.delivered.append(answer.number)
        _log.info("sync.delivered number=%s state=%s", answer.number, answer.state)

    def _submit(self, client: PlatformPort, submission: Submission) -> SubmissionAnswer | None:
        """Attachments first. None when the platform says that it has not got all of them: they will be sent again."""
        key = str(submission.key)
        for digest in self._deliveries.to_upload(key):
            if not client.has_attachment(digest):
                client.upload(digest, self._deliveries.attachment(digest))
            self._deliveries.uploaded([digest])
        try:
            return client.submit(submission)
        except Refused as error:
            if error.problem.status != _CONFLICT or not error.problem.missing:
                raise
            self._deliveries.uploaded(error.problem.missing, done=False)
            return None

    def _rate(self, client: PlatformPort) -> None:
        for rating in self._deliveries.ratings():
            try:
                client.rate(rating)
            except Refused as error:
                if error.problem.status not in _ABOUT_THE_APPLICATION:
                    raise
                self._deliveries.rating_parked(rating.number, str(error))
                _log.error("sync.rating_parked number=%s reason=%s", rating.number, error)
            else:
                self._deliveries.rated(rating.number)

    def _pull_statuses(self, client: PlatformPort, done: Round) -> None:
        while not self._stop.is_set():
            before = self._deliveries.status_cursor()
            page = client.statuses(before)
            if not page.statuses:
                return
            if page.seq <= before:
                raise Unreachable("the statuses do not move on")
            self._deliveries.statuses(page)
            done.statuses += len(page.statuses)
