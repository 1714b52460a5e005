"""The agent: everything that touches the network, in a process of its own, so that no bad answer can freeze a finger."""

import logging
import random
import signal
import threading

from kiosk.agent.configuration import AgentConfiguration
from kiosk.agent.server import AgentServer, Reachability
from kiosk.agent.ways import Ways
from kiosk.languages.fault import KnownFault
from kiosk.offline.catalogue import KeptCatalogue
from kiosk.offline.clock import PlatformTime
from kiosk.offline.credentials import CredentialsFile
from kiosk.offline.deliveries import Deliveries
from kiosk.offline.membership import Membership, NotEnrolled
from kiosk.offline.store import Store
from kiosk.offline.sync import Round, SyncEngine

_log = logging.getLogger(__name__)


class Agent:
    """`run` until `stop`. Any thread may call `notice` and `stop`."""

    def __init__(self, configuration: AgentConfiguration) -> None:
        self._configuration = configuration
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._reachability = Reachability()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()

    def notice(self) -> None:
        self._wake.set()

    def run(self) -> None:
        """Raises KnownFault when the store cannot be opened; returns after `stop`, with nothing half done."""
        configuration = self._configuration
        store = Store(configuration.store)
        try:
            membership = Membership(
                CredentialsFile(configuration.credentials, store.identity),
                PlatformTime(configuration.time),
                configuration.enrolment_code,
            )
            ways = Ways(configuration, membership, self._stop)
            engine = SyncEngine(KeptCatalogue(store), Deliveries(store), membership, ways.round, stop=self._stop)
            server = AgentServer(configuration.socket, ways.question, self._reachability, self.notice)
            _log.info("agent.started platform=%s", configuration.platform)
            try:
                self._loop(engine)
            finally:
                server.close()
        finally:
            store.close()
            _log.info("agent.stopped")

    def _loop(self, engine: SyncEngine) -> None:
        failures = 0
        while not self._stop.is_set():
            self._wake.clear()
            reached, asked_to_wait = self._round(engine)
            failures = 0 if reached else failures + 1
            self._wake.wait(asked_to_wait or self._pause(failures))

    def _round(self, engine: SyncEngine) -> tuple[bool, float | None]:
        try:
            done: Round = engine.round()
        except NotEnrolled as error:
            _log.error("agent.not_enrolled reason=%s", error)
        except KnownFault as known:
            # The disk is full or damaged. Nothing is lost that was acknowledged; the next round tries again.
            _log.error("agent.round outcome=fault code=%s", known.fault.code)
        except Exception as bug:
            # The agent lives on; what the exception says may be about a person, so only its kind and place are kept.
            place = bug.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            line = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
            _log.error("agent.round outcome=bug kind=%s at=%s", type(bug).__name__, line)
        else:
            self._reachability.now(done.unreachable is None)
            _log.info(
                "agent.round outcome=%s catalogue=%d delivered=%d parked=%d statuses=%d",
                done.unreachable or "whole",
                done.catalogue_rows,
                len(done.delivered),
                len(done.parked),
                done.statuses,
            )
            return done.unreachable is None, done.retry_after
        self._reachability.now(False)
        return False, None

    def _pause(self, failures: int) -> float:
        """Seconds. Jittered, so that a region whose network comes back does not come back in one second."""
        if failures == 0:
            longest = self._configuration.interval_s
        else:
            doubled = self._configuration.first_pause_s * 2.0 ** min(failures - 1, 20)
            longest = min(self._configuration.longest_pause_s, doubled)
        return longest * random.uniform(0.7, 1.0)  # noqa: S311 - jitter, no secret


def run_agent(configuration: AgentConfiguration) -> None:
    """The body of the agent's process: until SIGTERM or SIGINT. To be called on the main thread."""
    agent = Agent(configuration)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: agent.stop())
    agent.run()
