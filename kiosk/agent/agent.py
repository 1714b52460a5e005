"""The agent: everything that touches the network, in a process of its own, so that no bad answer can freeze a finger."""

import contextlib
import logging
import random
import signal
import sys
import threading
import time

from sdnotify import SystemdNotifier

from kiosk.agent.caretaker import Caretaker
from kiosk.agent.configuration import AgentConfiguration, Misconfigured
from kiosk.agent.printer_relay import without_a_printer
from kiosk.agent.server import AgentServer, Reachability
from kiosk.agent.telemetry import Telemetry
from kiosk.agent.watch import TerminalWatch
from kiosk.agent.ways import Ways
from kiosk.devices.printers.ipp import Exchange
from kiosk.languages.fault import KnownFault
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.sending import place_of
from kiosk.offline.remote.circuit import Circuit, jittered
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.cut import Stop
from kiosk.offline.remote.membership import Membership, NotEnrolled
from kiosk.offline.remote.pauses import Pauses
from kiosk.offline.store.stores import open_stores
from kiosk.offline.sync import Round, SyncEngine

_log = logging.getLogger(__name__)

_USUAL_INTERVAL_S = 30.0  # between two rounds, for a platform that does not say
_LIFE_SIGN_S = 10.0  # between two words to systemd while there is nothing to do


class Agent:
    """`run` until `stop`. Any thread may call `notice` and `stop`."""

    def __init__(self, configuration: AgentConfiguration, printer: Exchange = without_a_printer) -> None:
        """`printer` carries the terminal's questions to the machine's printer."""
        self._configuration = configuration
        self._printer = printer
        self._stop = Stop()
        self._wake = threading.Event()
        self._reachability = Reachability()
        self._systemd = SystemdNotifier()
        self._circuit = Circuit(configuration.first_pause_s, configuration.longest_pause_s)

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()

    def notice(self) -> None:
        """Somebody waits for a delivery or an answer."""
        self._circuit.knock()
        self._wake.set()

    def run(self) -> None:
        """Until `stop`, with nothing half done. Raises KnownFault when a store cannot be opened, or breaks: started anew, the agent
        mends it."""
        configuration = self._configuration
        with contextlib.ExitStack() as ends:
            stores = open_stores(configuration.data, development_key=configuration.development_key)
            ends.callback(_log.info, "agent.stopped")
            ends.callback(stores.close)
            membership = Membership(
                CredentialsFile(configuration.credentials, stores.kept.identity),
                PlatformTime(configuration.time),
                configuration.enrolment_code,
            )
            ways = Ways(configuration, membership, self._stop)
            catalogue = KeptCatalogue(stores.catalogue)
            watch = TerminalWatch(self._wake.set)
            ends.callback(watch.close)
            telemetry = Telemetry(stores.kept, catalogue, membership.time, watch, configuration.status)
            engine = SyncEngine(
                catalogue,
                Deliveries(stores.kept),
                membership,
                ways.round,
                circuit=self._circuit,
                pauses=Pauses(configuration.first_pause_s, configuration.longest_pause_s),
                beat=telemetry.heartbeat,
                alive=self._alive,
                stop=self._stop,
            )
            caretaker = Caretaker(stores, configuration.data)
            ends.callback(caretaker.close)
            server = AgentServer(
                configuration.socket,
                ways.question,
                self._reachability,
                self.notice,
                self._printer,
                alive=watch.alive,
                sending=engine.sending,
            )
            ends.callback(server.close)
            _log.info("agent.started platform=%s", configuration.platform)
            self._systemd.notify("READY=1")
            self._loop(engine, caretaker)
            self._systemd.notify("STOPPING=1")

    def _alive(self) -> None:
        """systemd ends and starts anew an agent that does not get from one exchange to the next."""
        self._systemd.notify("WATCHDOG=1")

    def _loop(self, engine: SyncEngine, caretaker: Caretaker) -> None:
        failures = 0
        while not self._stop.is_set():
            self._wake.clear()
            self._alive()
            caretaker.before_a_round()
            try:
                done = engine.round()
            except NotEnrolled as error:
                _log.error("agent.not_enrolled reason=%s", error)
            except KnownFault as known:
                # The disk is full or damaged. Nothing is lost that was acknowledged; the next round tries again.
                _log.error("agent.round outcome=fault code=%s", known.fault.code)
            except Exception as bug:
                # The agent lives on; what the exception says may be about a person, so only its kind and place are kept.
                _log.error("agent.round outcome=bug kind=%s at=%s", type(bug).__name__, place_of(bug))
            else:
                failures = 0
                self._say(done)
                self._wait(self._until_next(engine, done))
                continue
            failures += 1
            self._reachability.now(False)
            self._sleep(jittered(failures, self._configuration.first_pause_s, self._configuration.longest_pause_s))

    def _say(self, done: Round) -> None:
        self._reachability.now(self._circuit.state == "closed")
        _log.info(
            "agent.round outcome=%s catalogue=%d delivered=%d parked=%d statuses=%d",
            done.unreachable or "whole",
            done.catalogue_rows,
            len(done.delivered),
            len(done.parked),
            done.statuses,
        )

    def _until_next(self, engine: SyncEngine, done: Round) -> float:
        """Seconds. Jittered, so that a region whose network comes back does not come back in one second."""
        if done.again:
            return 0.0
        usual = self._configuration.interval_s or done.next_s or _USUAL_INTERVAL_S
        usual *= random.uniform(0.7, 1.0)  # noqa: S311 - jitter, no secret
        due = engine.due_s()
        return usual if due is None else min(usual, due)

    def _wait(self, usual: float) -> None:
        """Until the next round. Who wakes us while the circuit is open has made its pause shorter at most."""
        if self._circuit.wait_s() == 0:
            self._sleep(usual)
        while not self._stop.is_set():
            self._wake.clear()
            if (left := self._circuit.wait_s()) == 0:
                return
            self._sleep(left)

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        # `stop` sets the one before the other: whoever clears the second and then looks at the first misses nothing.
        while not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            self._alive()
            if self._wake.wait(min(left, _LIFE_SIGN_S)):
                return


def run_agent(configuration: AgentConfiguration, printer: Exchange = without_a_printer) -> None:
    """The body of the agent's process: until SIGTERM or SIGINT. To be called on the main thread."""
    agent = Agent(configuration, printer)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: agent.stop())
    try:
        agent.run()
    except KnownFault as known:
        _log.error("agent.ends code=%s", known.fault.code)
        sys.exit(1)
    except Misconfigured as error:
        sys.exit(str(error))
