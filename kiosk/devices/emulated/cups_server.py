"""A private CUPS: D-Bus for the printer's sake, cupsd on its own socket, one queue without a driver ("IPP everywhere").

The first three lines of _CUPSD are what a machine in the field needs too, with RequestRoot and TempDir on a tmpfs:
no page stays when its job is over, and no job is printed after a restart for somebody who has left.
"""

import grp
import os
import subprocess
from pathlib import Path

import cups

from kiosk.devices.emulated.process import READY_WITHIN, Service, socket_path, wait_until

QUEUE = "kiosk"

_CUPSD = """\
PreserveJobFiles No
PreserveJobHistory 300
MaxJobs 20
LogLevel warn
Listen {socket}
Browsing Off
WebInterface No
DefaultAuthType None
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""

_CUPS_FILES = """\
ServerRoot {root}
ServerBin /usr/lib/cups
DataDir /usr/share/cups
RequestRoot {root}/spool
TempDir {root}/spool/tmp
CacheDir {root}/cache
StateDir {root}/state
AccessLog {root}/access_log
ErrorLog {root}/error_log
PageLog {root}/page_log
SystemGroup {group}
"""

_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/>
</policy></busconfig>
"""


class PrivateBus:
    """A D-Bus system bus for the services that insist on one. `environment` is for them."""

    def __init__(self, folder: Path) -> None:
        self._socket = socket_path(folder / "bus")
        self._configuration = folder / "bus.conf"
        self._service = Service(
            ["dbus-daemon", f"--config-file={self._configuration}", "--nofork", "--nopidfile"],
            log=folder / "bus.log",
            ready=self._socket.exists,
        )
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._socket}"}

    def start(self) -> None:
        self._configuration.write_text(_BUS.format(socket=self._socket))
        self._service.start()

    def stop(self) -> None:
        self._service.stop()
        self._socket.unlink(missing_ok=True)


class PrivateCups:
    """cupsd without the system's printers. `spool` is where its jobs lie, `socket` where it listens."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._root = folder / "cups"
        self.socket = socket_path(self._root / "cups.sock")
        self.spool = self._root / "spool"
        self._service = Service(
            ["cupsd", "-f", "-c", str(self._root / "cupsd.conf"), "-s", str(self._root / "cups-files.conf")],
            log=folder / "cupsd.log",
            ready=self._listens,
            environment=environment,
        )

    def start(self) -> None:
        """Raises RuntimeError when cupsd does not start."""
        for part in (self._root, self.spool, self.spool / "tmp", self._root / "cache", self._root / "state"):
            part.mkdir(parents=True, exist_ok=True)
        group = grp.getgrgid(os.getgid()).gr_name
        (self._root / "cupsd.conf").write_text(_CUPSD.format(socket=self.socket))
        (self._root / "cups-files.conf").write_text(_CUPS_FILES.format(root=self._root, group=group))
        self._service.start()

    def stop(self) -> None:
        self._service.stop()
        self.socket.unlink(missing_ok=True)

    def add_queue(self, printer_uri: str) -> None:
        """Raises RuntimeError when CUPS does not make the queue: lpadmin returns before it is there, and fails in silence."""
        subprocess.run(
            [
                *("lpadmin", "-h", str(self.socket), "-p", QUEUE, "-v", printer_uri, "-m", "everywhere", "-E"),
                *("-o", "printer-error-policy=abort-job"),
            ],
            check=True,
            capture_output=True,
            timeout=READY_WITHIN,
        )
        wait_until(self._has_queue, "CUPS has not made the queue", READY_WITHIN)

    def _listens(self) -> bool:
        try:
            cups.Connection(host=str(self.socket))
        except RuntimeError:
            return False
        return True

    def _has_queue(self) -> bool:
        return (self._root / "ppd" / f"{QUEUE}.ppd").exists() and QUEUE in cups.Connection(
            host=str(self.socket)
        ).getPrinters()
