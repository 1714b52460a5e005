"""Two platforms that a machine may be joined to: the reference platform in its own process, and the neighbour of integrating.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from kiosk.matters.numbers import receipt_number
from kiosk.offline.outbox.outbox import KeptOutbox
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.identity import Machine
from kiosk.offline.remote.membership import Membership
from kiosk.offline.remote.port import Patience, PlatformPort, Way, adapter
from kiosk.offline.store.stores import Stores, open_stores
from tests.agent.conftest import Central, central
from tests.integrating.neighbour_platform import NeighbourPlatform

__all__ = ["central"]


class Joined(Protocol):
    """A platform, and what its officers do."""

    name: str
    address: str
    adapter: str

    def code(self) -> str: ...

    def accept(self, number: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Reference:
    central: Central
    name = "reference"
    adapter = "kiosk.offline.remote.client:PlatformClient"

    @property
    def address(self) -> str:
        return self.central.address

    def code(self) -> str:
        return self.central.code()

    def accept(self, number: str) -> None:
        self.central.move(number, "accepted")


@dataclass(frozen=True, slots=True)
class Neighbouring:
    platform: NeighbourPlatform
    name = "neighbour"
    adapter = "tests.integrating.neighbour:Neighbour"

    @property
    def address(self) -> str:
        return self.platform.address

    def code(self) -> str:
        return self.platform.desk.activation()

    def accept(self, number: str) -> None:
        self.platform.desk.move(number, "20")


@pytest.fixture(params=["reference", "neighbour"])
def joined(request: pytest.FixtureRequest) -> Iterator[Joined]:
    if request.param == "reference":
        yield Reference(request.getfixturevalue("central"))
        return
    platform = NeighbourPlatform()
    yield Neighbouring(platform)
    platform.close()


class Field:
    """A machine in the field: its stores, its identity, and ways to the platform it is joined to."""

    def __init__(self, joined: Joined, data: Path) -> None:
        self.stores: Stores = open_stores(data, development_key=True)
        self.credentials = CredentialsFile(data / "credentials.json", self.stores.kept.identity)
        self.outbox = KeptOutbox(self.stores.kept, self.credentials, receipt_number)
        self.time = PlatformTime(data / "time.json")
        self._joined = joined

    def membership(self, code: str | None = None) -> Membership:
        return Membership(self.credentials, self.time, code)

    def connect(self, machine: Machine | None, address: str = "") -> PlatformPort:
        patience = Patience(connect_s=1, read_s=5, whole_s=20, attempts=2)
        way = Way(address or self._joined.address, self.time, machine=machine, patience=patience)
        return adapter(self._joined.adapter)(way)

    def enrolled(self) -> PlatformPort:
        """Enrols, and opens a way as the terminal it then is."""
        assert self.membership(self._joined.code()).ready(self.connect)
        return self.connect(self.membership().machine())


@pytest.fixture
def field(joined: Joined, tmp_path: Path) -> Iterator[Field]:
    made = Field(joined, tmp_path / "machine")
    yield made
    made.stores.close()
