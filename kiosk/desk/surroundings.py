"""What a scripted visitor touches beside the screen: cards, paper, printer, cable. The House has it at hand; a terminal in a process
of its own reaches it over the control socket (kiosk/devices/emulated/control.py)."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from kiosk.devices.emulated.control import ControlClient
from kiosk.devices.emulated.pcsc import SocialCardData
from kiosk.devices.emulated.sam import CardData


class ResidentReader(Protocol):
    def put_card(self, card: CardData) -> None: ...
    def pull_card(self) -> None: ...
    @property
    def card_lies(self) -> bool: ...


class SocialSlot(Protocol):
    def insert(self, card: SocialCardData) -> None: ...
    def pull(self) -> None: ...
    @property
    def inserted(self) -> bool: ...


class Camera(Protocol):
    def lay_paper(self, picture: Path) -> None: ...
    def take_away(self) -> None: ...


class OutputTray(Protocol):
    @property
    def printed(self) -> Sequence[Path]: ...


class Hardware(Protocol):
    @property
    def resident_reader(self) -> ResidentReader: ...
    @property
    def social_card(self) -> SocialSlot: ...
    @property
    def camera(self) -> Camera: ...
    @property
    def printer(self) -> OutputTray: ...


class Line(Protocol):
    """The cable to the platform (kiosk/desk/network.py)."""

    @property
    def whole(self) -> bool: ...
    def cut(self) -> None: ...
    def mend(self) -> None: ...
    def cut_at(self, request: bytes) -> None: ...


class Surroundings(Protocol):
    @property
    def hardware(self) -> Hardware: ...
    @property
    def cable(self) -> Line: ...
    def application(self, number: str) -> dict[str, Any] | None:
        """What the platform holds of a receipt number, or None."""
        ...


class DistantHouse:
    """Surroundings over the control socket at `path`. Raises OSError when the house is gone, ValueError when it refuses."""

    def __init__(self, path: Path) -> None:
        self._client = ControlClient(path)
        self.hardware = DistantHardware(self._client)
        self.cable = _Cable(self._client)

    def application(self, number: str) -> dict[str, Any] | None:
        held: dict[str, Any] | None = self._client.ask("application", number=number)
        return held


class DistantHardware:
    def __init__(self, client: ControlClient) -> None:
        self.resident_reader = _ResidentReader(client)
        self.social_card = _SocialSlot(client)
        self.camera = _Camera(client)
        self.printer = _OutputTray(client)


class _ResidentReader:
    def __init__(self, client: ControlClient) -> None:
        self._client = client

    def put_card(self, card: CardData) -> None:
        self._client.do("put_card_data", **_plain(asdict(card)))

    def pull_card(self) -> None:
        self._client.do("pull_card")

    @property
    def card_lies(self) -> bool:
        return bool(self._client.do("state")["card"])


class _SocialSlot:
    def __init__(self, client: ControlClient) -> None:
        self._client = client

    def insert(self, card: SocialCardData) -> None:
        self._client.do("insert_social_card_data", **_plain(asdict(card)))

    def pull(self) -> None:
        self._client.do("pull_social_card")

    @property
    def inserted(self) -> bool:
        return bool(self._client.do("state")["social_card"])


class _Camera:
    def __init__(self, client: ControlClient) -> None:
        self._client = client

    def lay_paper(self, picture: Path) -> None:
        self._client.do("lay_paper", path=str(picture))

    def take_away(self) -> None:
        self._client.do("take_away")


class _OutputTray:
    def __init__(self, client: ControlClient) -> None:
        self._client = client

    @property
    def printed(self) -> list[Path]:
        return [Path(one) for one in self._client.do("state")["printed"]]


class _Cable:
    def __init__(self, client: ControlClient) -> None:
        self._client = client

    @property
    def whole(self) -> bool:
        return bool(self._client.ask("network")["whole"])

    def cut(self) -> None:
        self._client.do("cut_network")

    def mend(self) -> None:
        self._client.do("mend_network")

    def cut_at(self, request: bytes) -> None:
        self._client.do("cut_network_at", request=request.decode())


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Days as texts."""
    return {key: value if isinstance(value, str | None) else value.isoformat() for key, value in values.items()}
