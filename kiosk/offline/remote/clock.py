"""What time it is on the platform, whatever the machine's own clock says. docs/decisions/0016-what-time-is-trusted.md.

Each answer of the platform says its time. From then on, until the machine is started anew, that time goes on by the clock that
nobody can set (CLOCK_BOOTTIME). What is noted on the disk is a floor: it is never earlier than that.
"""

import contextlib
import json
import logging
import os
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

_log = logging.getLogger(__name__)

WRONG_BY = timedelta(minutes=5)
"""A machine's clock that is further from the platform's is wrong: kiosk.contract.signing.WINDOW."""
_AGREE = timedelta(days=1)
_WRITE_EVERY = timedelta(minutes=1)
_SLACK = timedelta(minutes=5)

Alarm = Literal["clock_behind", "clock_ahead"]


@dataclass(frozen=True, slots=True)
class Noted:
    """What is known of the platform's time. `platform` was its clock when this boot's clock stood at `boottime_s`."""

    platform: datetime | None = None
    boot_id: str = ""
    boottime_s: float = 0.0
    floor: datetime | None = None

    def known(self) -> datetime | None:
        """The platform's time now; None when it has not been heard since the machine was started."""
        if self.platform is None or self.boot_id != boot_id():
            return None
        return self.platform + timedelta(seconds=boottime() - self.boottime_s)

    def now(self) -> datetime:
        """The best guess there is."""
        return self.known() or self.local()

    def local(self) -> datetime:
        """The machine's clock, but never before the floor."""
        wall = datetime.now(UTC)
        return wall if self.floor is None else max(wall, self.floor)

    def offset(self) -> timedelta | None:
        """The platform's clock minus the machine's."""
        known = self.known()
        return None if known is None else known - datetime.now(UTC)

    def alarm(self) -> Alarm | None:
        """Whether the machine's clock is certainly wrong. It mends itself when the clock is right again."""
        offset = self.offset()
        if offset is None:
            return "clock_behind" if self.floor is not None and datetime.now(UTC) < self.floor - WRONG_BY else None
        if abs(offset) <= WRONG_BY:
            return None
        return "clock_behind" if offset > timedelta() else "clock_ahead"

    def may_be_valid(self, not_before: datetime, not_after: datetime) -> bool:
        """Whether a certificate of these dates is valid at a moment that can be now."""
        begins = not_before - _SLACK
        local, known, wall = self.local(), self.known(), datetime.now(UTC)
        if begins <= local <= not_after:
            return True
        if known is not None:
            return begins <= known <= not_after
        if self.floor is None:
            return False
        # The machine was off, or its clock is wrong: now is anywhere between the floor and its clock, and when the clock says
        # less than the floor it tells us nothing at all.
        return not_after >= self.floor and (wall < self.floor or begins <= wall)


class PlatformTime:
    """`noted`, kept up to date with each answer and written to `path`. Any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._noted = self._written = read(path)
        self._alarm: Alarm | None = None

    @property
    def noted(self) -> Noted:
        return self._noted

    def now(self) -> datetime:
        return self._noted.now()

    def learned(self, platform: datetime) -> None:
        """The platform has just said what time it is. Only a word that nobody else can have said belongs here."""
        with self._lock:
            floor = self._noted.floor
            # A platform whose own clock is wrong must not lift the floor for good: that takes two clocks that agree.
            if floor is None or (platform > floor and abs(platform - datetime.now(UTC)) <= _AGREE):
                floor = platform
            noted = Noted(platform, boot_id(), boottime(), floor)
            apart = _apart(noted, self._written)
            self._noted = noted
            self._say(noted)
            if apart >= _WRITE_EVERY:
                with contextlib.suppress(OSError):  # a full disk: the floor stays where it was
                    _write(self._path, noted)
                    self._written = noted

    def _say(self, noted: Noted) -> None:
        """Once when the machine's clock is found wrong, once when it is right again."""
        alarm, offset = noted.alarm(), noted.offset()
        if alarm != self._alarm and offset is not None:
            level = logging.INFO if alarm is None else logging.ERROR
            _log.log(
                level, "clock.%s offset_s=%d", (alarm or "clock_right").removeprefix("clock_"), offset.total_seconds()
            )
        self._alarm = alarm


def read(path: Path) -> Noted:
    """What the agent noted; nothing when there is no such file or it is damaged: then only the machine's clock is left."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        platform, floor = datetime.fromisoformat(kept["platform"]), datetime.fromisoformat(kept["floor"])
        if platform.tzinfo is None or floor.tzinfo is None:
            return Noted()
        return Noted(platform, str(kept["boot_id"]), float(kept["boottime_s"]), floor)
    except (OSError, ValueError, KeyError, TypeError):
        return Noted()


def boot_id() -> str:
    """New with each start of the machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()


def boottime() -> float:
    """Seconds since the machine was started, those asleep too. Nobody can set it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _apart(noted: Noted, written: Noted) -> timedelta:
    """How much would be lost with the file as it is."""
    if written.floor is None or noted.floor is None or noted.boot_id != written.boot_id:
        return _WRITE_EVERY
    known = written.known()
    drift = abs(noted.now() - known) if known is not None else _WRITE_EVERY
    return max(noted.floor - written.floor, drift)


def _write(path: Path, noted: Noted) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(noted), file, default=datetime.isoformat)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
