"""What the agent must be told. One table of the machine's configuration file:

[agent]
data = "/var/lib/xinzhizhu"              # kept.db, catalogue.db, credentials.json and agent.sock lie here
platform = "https://platform.example"    # base address, without /v1; http for loopback only
platform_ca = "/etc/xinzhizhu/ca.pem"    # optional: authorities believed besides the public ones
adapter = "package.module:callable"      # optional: for another platform than the reference one (docs/integrating.md)
enrolment_code = "…"                     # once; may be taken out when the machine is enrolled
interval_s = 30                          # optional: seconds between two rounds, where the platform shall not say it
longest_pause_s = 3600                   # optional: seconds between two tries while the platform cannot be reached, at most
development_key = false                  # optional: true makes a key for the store in the data folder. Never in the field
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.offline.remote.address import check_address
from kiosk.offline.store.migrations import CATALOGUE, KEPT

_KNOWN = {
    "data",
    "platform",
    "platform_ca",
    "adapter",
    "enrolment_code",
    "interval_s",
    "longest_pause_s",
    "development_key",
}
_REFERENCE = "kiosk.offline.remote.client:PlatformClient"


class Misconfigured(ValueError):
    """What only the agent can find out: an adapter that is not there, a file of authorities that holds none."""


@dataclass(frozen=True, slots=True)
class AgentConfiguration:
    data: Path
    platform: str
    enrolment_code: str | None = None
    platform_ca: Path | None = None
    adapter: str = _REFERENCE
    interval_s: float | None = None
    first_pause_s: float = 5.0
    """After a round that broke off; doubles with each further one, with jitter."""
    longest_pause_s: float = 3600.0
    question_timeouts_s: tuple[float, float] = (2.0, 4.0)
    """To connect and to read, for a question a person waits for; within the terminal's deadline of 5 s."""
    development_key: bool = False
    """Whether a key for the store may be made in the data folder, when systemd hands none over."""

    @property
    def kept(self) -> Path:
        return self.data / KEPT.file

    @property
    def catalogue(self) -> Path:
        return self.data / CATALOGUE.file

    @property
    def credentials(self) -> Path:
        return self.data / "credentials.json"

    @property
    def time(self) -> Path:
        """What the agent noted of the platform's time: kiosk.offline.remote.clock.read."""
        return self.data / "time.json"

    @property
    def status(self) -> Path:
        """What the terminal's process notes of its devices."""
        return self.data / "status.json"

    @property
    def socket(self) -> Path:
        return self.data / "agent.sock"

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> "AgentConfiguration":
        """Raises ValueError that names what is wrong."""
        unknown = table.keys() - _KNOWN
        if unknown:
            raise ValueError(f"[agent] does not know: {', '.join(sorted(unknown))}")
        data, platform = table.get("data"), table.get("platform")
        if not isinstance(data, str) or not data:
            raise ValueError("[agent] data must name a folder")
        if not isinstance(platform, str):
            raise ValueError("[agent] platform must be an https address")
        try:
            check_address(platform)
        except ValueError as error:
            raise ValueError(f"[agent] {error}") from error
        authority, adapter = table.get("platform_ca"), table.get("adapter", _REFERENCE)
        if authority is not None and not isinstance(authority, str):
            raise ValueError("[agent] platform_ca must name a file")
        if not isinstance(adapter, str) or ":" not in adapter:
            raise ValueError("[agent] adapter must be a package.module:callable")
        code = table.get("enrolment_code")
        interval = _seconds(table, "interval_s", 30.0) if "interval_s" in table else None
        pause = _seconds(table, "longest_pause_s", 3600.0)
        if code is not None and not isinstance(code, str):
            raise ValueError("[agent] enrolment_code must be a text")
        development = table.get("development_key", False)
        if not isinstance(development, bool):
            raise ValueError("[agent] development_key must be true or false")
        return cls(
            data=Path(data),
            platform=platform,
            enrolment_code=code or None,
            platform_ca=Path(authority) if authority else None,
            adapter=adapter,
            interval_s=interval,
            first_pause_s=min(5.0, pause),
            longest_pause_s=pause,
            development_key=development,
        )


def _seconds(table: Mapping[str, object], key: str, usual: float) -> float:
    value = table.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ValueError(f"[agent] {key} must be a number above 0")
    return float(value)
