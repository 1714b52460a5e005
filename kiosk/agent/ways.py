"""How the agent opens its ways to the platform: which adapter, as which machine, with how much patience."""

from dataclasses import dataclass
from functools import cached_property

from kiosk.agent.configuration import AgentConfiguration
from kiosk.offline.credentials import CredentialsFile
from kiosk.offline.cut import Stop
from kiosk.offline.identity import Machine
from kiosk.offline.membership import Membership
from kiosk.offline.port import Adapter, Patience, PlatformPort, Unreachable, Way, adapter


@dataclass(frozen=True)
class Ways:
    configuration: AgentConfiguration
    membership: Membership
    stop: Stop

    @cached_property
    def _adapter(self) -> Adapter:
        """Raises ValueError when there is none of this name."""
        return adapter(self.configuration.adapter)

    def round(self, machine: Machine | None) -> PlatformPort:
        return self._open(machine, Patience(), self.stop)

    def question(self) -> PlatformPort:
        """For a question that a person waits for. Raises Unreachable while the machine is no terminal."""
        credentials: CredentialsFile = self.membership.credentials
        if credentials.standing().state != "enrolled":
            raise Unreachable("not enrolled")
        connect, read = self.configuration.question_timeouts_s
        patience = Patience(connect_s=connect, read_s=read, whole_s=connect + read, attempts=1)
        return self._open(self.membership.machine(), patience, Stop())

    def _open(self, machine: Machine | None, patience: Patience, stop: Stop) -> PlatformPort:
        way = Way(
            address=self.configuration.platform,
            time=self.membership.time,
            authority=self.configuration.platform_ca,
            machine=machine,
            patience=patience,
            stop=stop,
        )
        return self._adapter(way)
