"""The configuration file of one machine, TOML (docs/operations.md). Only [agent] must be there.

[site]
name = "天山区政务服务中心"
helper_phone = "0991-000-0000"
[agent]        # see kiosk/agent/configuration.py
[devices]      # see kiosk/devices/configuration.py
"""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kiosk.agent.configuration import AgentConfiguration
from kiosk.devices.configuration import DeviceConfiguration

USUAL = Path("/etc/xinzhizhu/kiosk.toml")


@dataclass(frozen=True, slots=True)
class Configuration:
    agent: AgentConfiguration
    devices: DeviceConfiguration = field(default_factory=DeviceConfiguration)
    site: str = ""
    helper_phone: str = "12345"


def read_configuration(path: Path) -> Configuration:
    """Raises ValueError that names the file and what is wrong in it; FileNotFoundError."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        unknown = tables.keys() - {"site", "agent", "devices"}
        if unknown:
            raise ValueError(f"unknown tables: {', '.join(sorted(unknown))}")
        site = tables.get("site", {})
        strange = site.keys() - {"name", "helper_phone"}
        if strange:
            raise ValueError(f"[site] does not know: {', '.join(sorted(strange))}")
        return Configuration(
            agent=AgentConfiguration.from_table(tables.get("agent", {})),
            devices=_devices(tables.get("devices", {})),
            site=str(site.get("name", "")),
            helper_phone=str(site.get("helper_phone", "12345")),
        )
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _devices(table: dict[str, Any]) -> DeviceConfiguration:
    known = {one.name for one in fields(DeviceConfiguration)}
    unknown = table.keys() - known
    if unknown:
        raise ValueError(f"[devices] does not know: {', '.join(sorted(unknown))}")
    paths = {"pcsc_socket", "alsa_configuration"}
    values: dict[str, Any] = {key: Path(value) if key in paths else value for key, value in table.items()}
    return DeviceConfiguration(**values)
