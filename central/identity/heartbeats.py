"""The last heartbeat of each terminal, and what it gives away: an old image, or two machines under one identity.

Many are heard in one transaction (central/store/batches.py; measured in benchmarks/heartbeats.py).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, update

from central import events
from central.identity.doubles import Trace, judge
from central.metrics import Metrics
from central.store.batches import Batches
from central.store.database import PlatformDatabase
from central.store.engine import insert
from central.store.epochs import Epochs, Life
from central.store.tables import HeartbeatRow, TerminalRow
from central.store.terminals import Closing, close
from kiosk.contract.platform import Heartbeat

_TRACE = TypeAdapter(Trace)


@dataclass(frozen=True, slots=True)
class Heard:
    """`closed`: why the identity works no more, now or since earlier; empty when it does."""

    closed: str
    life: Life


@dataclass(slots=True)
class _State:
    """A terminal within one transaction."""

    closed: str
    trace: Trace | None = None
    last: Heartbeat | None = None
    closing: Closing | None = None


class Heartbeats:
    """Close it at the end."""

    def __init__(
        self, database: PlatformDatabase, epochs: Epochs, metrics: Metrics, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._epochs = epochs
        self._metrics = metrics
        self._now = now
        self._batches = Batches("heartbeats", self._hear)

    def hear(self, terminal: str, heartbeat: Heartbeat) -> "Future[Heard]":
        return self._batches.put((terminal, heartbeat))

    def close(self) -> None:
        self._batches.close()

    def _hear(self, items: Sequence[tuple[str, Heartbeat]]) -> list[Heard]:
        now = self._now()
        self._epochs.shown({terminal: one.acknowledged for terminal, one in items if one.acknowledged is not None})
        with self._database.transaction() as connection:
            states = _states(connection, {terminal for terminal, _ in items})
            for terminal, heartbeat in items:
                self._judge(states[terminal], heartbeat)
            _keep(connection, states, now)
            life = self._epochs.now()
        for terminal, state in states.items():
            if state.closing is not None:
                self._metrics.closed.labels(state.closing).inc()
                events.CLOSED(terminal=terminal, reason=state.closing)
        self._metrics.batches.labels("heartbeats").observe(len(items))
        return [Heard(states[terminal].closed, life) for terminal, _ in items]

    def _judge(self, state: _State, heartbeat: Heartbeat) -> None:
        verdict, state.trace = judge(state.trace, heartbeat)
        self._metrics.heartbeats.labels(verdict).inc()
        if verdict == "new":
            state.last = heartbeat
        elif verdict == "cloned" and state.closed in ("", "restored"):
            state.closed = state.closing = "cloned"
        elif verdict == "restored" and not state.closed:
            state.closed = state.closing = "restored"


def _states(connection: Connection, terminals: set[str]) -> dict[str, _State]:
    """Held until the commit, in one order, so that two nodes judge one after the other and never wait in a circle."""
    held = connection.execute(
        select(TerminalRow.name, TerminalRow.closed)
        .where(TerminalRow.name.in_(terminals))
        .order_by(TerminalRow.number)
        .with_for_update(key_share=True)
    )
    states = {name: _State(closed) for name, closed in held}
    kept = select(HeartbeatRow.terminal, HeartbeatRow.trace).where(HeartbeatRow.terminal.in_(terminals))
    for terminal, trace in connection.execute(kept):
        states[terminal].trace = _TRACE.validate_json(trace)
    return states


def _keep(connection: Connection, states: dict[str, _State], now: datetime) -> None:
    rows = [
        {
            "terminal": terminal,
            "trace": _written(state),
            "document": state.last.model_dump_json(),
            "heard_at": now,
        }
        for terminal, state in states.items()
        if state.last is not None
    ]
    if rows:
        first = insert(connection, HeartbeatRow)
        connection.execute(
            first.on_conflict_do_update(
                index_elements=[HeartbeatRow.terminal],
                set_={name: first.excluded[name] for name in ("trace", "document", "heard_at")},
            ),
            rows,
        )
    for terminal, state in states.items():
        if state.closing is not None:
            close(connection, terminal, state.closing, now)
            connection.execute(
                update(HeartbeatRow).where(HeartbeatRow.terminal == terminal).values(trace=_written(state))
            )


def _written(state: _State) -> str:
    assert state.trace is not None, "something was heard"
    return _TRACE.dump_json(state.trace).decode()
