"""What the agent must be told. One table of the machine's configuration file:

[agent]
data = "/var/lib/xinzhizhu"              # store.db, credentials.json and agent.sock lie here
platform = "https://platform.example"    # base address, without /v1
enrolment_code = "…"                     # once; may be taken out when the machine is enrolled
interval_s = 30                          # optional: seconds between two rounds that have nothing to do
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AgentConfiguration:
    data: Path
    platform: str
    enrolment_code: str | None = None
    interval_s: float = 30.0
    first_pause_s: float = 5.0
    """After a round that broke off; doubles with each further one, with jitter."""
    longest_pause_s: float = 300.0
    question_timeouts_s: tuple[float, float] = (2.0, 4.0)
    """To connect and to read, for a question a person waits for; within the terminal's deadline of 5 s."""

    @property
    def store(self) -> Path:
        return self.data / "store.db"

    @property
    def credentials(self) -> Path:
        return self.data / "credentials.json"

    @property
    def socket(self) -> Path:
        return self.data / "agent.sock"

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> "AgentConfiguration":
        """Raises ValueError that names what is wrong."""
        unknown = table.keys() - {"data", "platform", "enrolment_code", "interval_s"}
        if unknown:
            raise ValueError(f"[agent] does not know: {', '.join(sorted(unknown))}")
        data, platform = table.get("data"), table.get("platform")
        if not isinstance(data, str) or not data:
            raise ValueError("[agent] data must name a folder")
        if not isinstance(platform, str) or not platform.startswith(("http://", "https://")):
            raise ValueError("[agent] platform must be an http or https address")
        code, interval = table.get("enrolment_code"), table.get("interval_s", 30.0)
        if code is not None and not isinstance(code, str):
            raise ValueError("[agent] enrolment_code must be a text")
        if isinstance(interval, bool) or not isinstance(interval, int | float) or interval <= 0:
            raise ValueError("[agent] interval_s must be a number above 0")
        return cls(data=Path(data), platform=platform, enrolment_code=code or None, interval_s=float(interval))
