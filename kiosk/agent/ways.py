"""How the agent opens its ways to the platform: which adapter, as which machine, with how much patience."""

from kiosk.agent.configuration import AgentConfiguration, Misconfigured
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.cut import Stop
from kiosk.offline.remote.identity import Machine
from kiosk.offline.remote.membership import Membership
from kiosk.offline.remote.port import Patience, PlatformPort, Unreachable, Way, adapter
from kiosk.offline.remote.tls import check_authority


class Ways:
    def __init__(self, configuration: AgentConfiguration, membership: Membership, stop: Stop) -> None:
        """Raises Misconfigured when there is no such adapter, or no authority in the file that is named."""
        self._configuration = configuration
        self._membership = membership
        self._stop = stop
        try:
            self._adapter = adapter(configuration.adapter)
            if configuration.platform_ca is not None:
                check_authority(configuration.platform_ca)
        except ValueError as error:
            raise Misconfigured(f"[agent] {error}") from error

    def round(self, machine: Machine | None) -> PlatformPort:
        return self._open(machine, Patience(), self._stop)

    def question(self) -> PlatformPort:
        """For a question that a person waits for. Raises Unreachable while the machine is no terminal."""
        credentials: CredentialsFile = self._membership.credentials
        if credentials.standing().state != "enrolled":
            raise Unreachable("not enrolled")
        connect, read = self._configuration.question_timeouts_s
        patience = Patience(connect_s=connect, read_s=read, whole_s=connect + read, attempts=1)
        return self._open(self._membership.machine(), patience, Stop())

    def _open(self, machine: Machine | None, patience: Patience, stop: Stop) -> PlatformPort:
        way = Way(
            address=self._configuration.platform,
            time=self._membership.time,
            authority=self._configuration.platform_ca,
            machine=machine,
            patience=patience,
            stop=stop,
        )
        return self._adapter(way)
