"""An A4 printer on the loopback: ippeveprinter, which keeps count of its paper, and whose print command asks a folder of ours for jams.

`reasons` in that folder says what is wrong with the printer now; a page is printed (copied to `printed`) when nothing is.
"""

import http.client
import shutil
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import cups

from kiosk.devices.emulated.faults import FaultPlan
from kiosk.devices.emulated.process import Service, answers, free_ports, wait_until
from kiosk.devices.emulated.wire import GarbledWire
from kiosk.devices.printers.direct import straight
from kiosk.devices.printers.ipp import operation, printer_reasons
from kiosk.languages.fault import KnownFault

_NAME = "Kiosk A4"

# ippeveprinter runs this once a job. It learns the printer's reasons only from lines on the standard error, so a job in JPEG,
# which no queue of ours sends, does nothing but pass them on. Pages come out one after the other and are counted as they do; `pages`
# has a line for each that lies in the tray, `printed` a file for each whole copy, `options` what was asked for.
_PRINT = """\
#!/bin/sh
folder={folder}
report() {{
    touch "$folder/reported"
    # The reasons may change while they are told: what is noted as told must be what was told.
    cat "$folder/reasons" "$folder/jammed" >"$folder/now.$$"
    while read -r reason; do grep -qx "$reason" "$folder/now.$$" || echo "STATE: -$reason" >&2; done <"$folder/reported"
    while read -r reason; do grep -qx "$reason" "$folder/reported" || echo "STATE: +$reason" >&2; done <"$folder/now.$$"
    mv "$folder/now.$$" "$folder/reported"
}}
report
[ "$CONTENT_TYPE" = image/jpeg ] && exit 0
cancelled() {{ ipptool -q -d job="$IPP_JOB_ID" {uri} "$folder/cancelled.test" >/dev/null 2>&1; }}
stuck() {{ cat "$folder/reasons" "$folder/jammed" | grep -qv -- "-low"; }}
pages=$(qpdf --show-npages "$1" 2>/dev/null) || pages=1
copies=${{IPP_COPIES:-1}}
out=0
for copy in $(seq "$copies"); do
    for page in $(seq "$pages"); do
        while stuck; do
            cancelled && exit 0
            sleep 0.05
            report
        done
        sleep "$(cat "$folder/seconds")"
        report
        cancelled && exit 0
        out=$((out + 1))
        echo "$IPP_JOB_ID $copy $page" >>"$folder/pages"
        echo "ATTR: job-impressions-completed=$out" >&2
        if [ -f "$folder/stop_after" ] && [ $out -ge "$(cat "$folder/stop_after")" ] && [ $out -lt $((pages * copies)) ]; then
            rm "$folder/stop_after"
            echo media-jam-error >"$folder/jammed"
            report
        fi
    done
    number=$(ls "$folder/printed" | wc -l)
    cp "$1" "$folder/page" && mv "$folder/page" "$folder/printed/$(printf %04d $((number + 1))).pdf"
done
echo "${{IPP_MEDIA:-$IPP_MEDIA_COL}} ${{IPP_SIDES:-one-sided}}" >>"$folder/options"
"""

# ippeveprinter's own page for its two trays. It calls itself empty unless both are named and have paper.
_TRAY = "size{tray}={size}&type{tray}=stationery&level{tray}={sheets}"
_TRAYS = {1: 250, 3: 25}  # main and by-pass, with the sheets that fill them
_NEARLY_EMPTY = 20  # sheets; it calls so few low
_A4, _LETTER = "iso_a4_210x297mm", "na_letter_8.5x11in"
# ippeveprinter lets a command go on that prints a cancelled job; a printer drops the page, so the command asks.
_CANCELLED = """\
{
    OPERATION Get-Job-Attributes
    GROUP operation-attributes-tag
    ATTR charset attributes-charset utf-8
    ATTR naturalLanguage attributes-natural-language en
    ATTR uri printer-uri $uri
    ATTR integer job-id $job
    STATUS successful-ok
    EXPECT job-state-reasons WITH-VALUE "/processing-to-stop-point|job-canceled/"
}
"""

_IDLE = 3  # printer-state, RFC 8011 5.4.11
_TOLD_WITHIN = 15.0  # seconds; a busy machine starts the print command late
_NO_PAPER = "no_paper"
_LOW_PAPER = "low_paper"
_WRONG_SIZE = "wrong_size"
_REASONS = {
    "jam": "media-jam-error",
    "open": "cover-open-error",
    "no_ink": "toner-empty-error",
    "low_ink": "toner-low-report",
    _WRONG_SIZE: "other-error",  # what it is about is seen in the sizes that lie ready
}
TROUBLES = (_NO_PAPER, _LOW_PAPER, *_REASONS)


class _Troubles(FaultPlan):
    """Several stand beside each other, and none goes away by itself: paper that ran out does not come back."""

    def __init__(self, tell: Callable[[], None], mended: Callable[[str], None], changed: Callable[[], None]) -> None:
        super().__init__(*TROUBLES, changed=changed)
        self._tell = tell
        self._mended = mended
        self.standing: set[str] = set()

    def fail_repeatedly(self, code: str) -> None:
        self.standing.add(self._known(code))
        self._tell()

    def fail_next(self, code: str) -> None:
        self.fail_repeatedly(code)

    def mend(self, code: str) -> None:
        self.standing.discard(code)
        self._mended(code)
        self._tell()

    def clear(self) -> None:
        super().clear()
        for code in TROUBLES:
            self._mended(code)
        self.standing.clear()
        self._tell()


class IppPrinter:
    """`uri` is for the queue. The troubles of a printer last until somebody mends them, so each has a verb and its opposite;
    `faults` has the same under the names that all far ends share.

    Slow is the printing of each page. Slow and garbled is also what it answers, for a wire lies between it and everybody else; a cable
    that is out (`vanish`) stops neither its clock nor the page that it prints.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder / "printer"
        self.port = free_ports()
        self.faults = _Troubles(self._tell, self._mended, self._tell_slowness)
        self._wire = GarbledWire(self.port, self.faults)
        self.uri = self.wire_uri = f"ipp://localhost:{self._wire.port}/ipp/print"
        self._itself = f"ipp://localhost:{self.port}/ipp/print"
        self._exchange = partial(straight, self._itself)
        self._back: threading.Timer | None = None
        self._service = Service(
            [
                *("ippeveprinter", "-2", "-k", "-r", "off", "-n", "localhost", "-p", str(self.port)),
                *("-d", str(self._folder / "spool"), "-f", "application/pdf,image/jpeg"),
                *("-c", str(self._folder / "print.sh"), _NAME),
            ],
            log=folder / "printer.log",
            ready=lambda: answers(self.port),
            environment=environment,
        )

    def start(self) -> None:
        for part in (self._folder / "spool", self._folder / "printed"):
            part.mkdir(parents=True, exist_ok=True)
        for file in ("reasons", "reported", "jammed", "pages", "options"):
            (self._folder / file).write_text("")
        self._tell_slowness()
        script = self._folder / "print.sh"
        script.write_text(_PRINT.format(folder=self._folder, uri=self._itself))
        (self._folder / "cancelled.test").write_text(_CANCELLED)
        script.chmod(0o700)
        self._service.start()
        self._load()
        self._wire.start()

    def stop(self) -> None:
        if self._back is not None:
            self._back.cancel()
        self._wire.stop()
        self._service.stop()

    @property
    def printed(self) -> list[Path]:
        """The documents that came out, in order, a file for each copy."""
        return sorted((self._folder / "printed").iterdir())

    def take_pages(self) -> None:
        """Empties the output tray."""
        for page in self.printed:
            page.unlink()
        for file in ("pages", "options"):
            (self._folder / file).write_text("")

    @property
    def pages_out(self) -> int:
        """Pages that lie in the output tray, those of documents that stopped half-way too."""
        return len((self._folder / "pages").read_text().splitlines())

    @property
    def options(self) -> list[str]:
        """What was asked for, paper and sides, of each document that came out whole."""
        return (self._folder / "options").read_text().splitlines()

    def stop_after(self, pages: int) -> None:
        """It jams once so many pages of the next document that is longer have come out."""
        (self._folder / "stop_after").write_text(str(pages))

    def vanish(self, seconds: float) -> None:
        """Nobody reaches it for so long; what it prints meanwhile comes out."""
        self._wire.vanish()
        self._back = threading.Timer(seconds, self._wire.appear)
        self._back.daemon = True
        self._back.start()

    def empty_tray(self) -> None:
        self.faults.fail_repeatedly(_NO_PAPER)

    def fill(self) -> None:
        self.faults.mend(_NO_PAPER)

    def jam(self) -> None:
        self.faults.fail_repeatedly("jam")

    def clear_jam(self) -> None:
        self.faults.mend("jam")

    @property
    def troubles(self) -> list[str]:
        return sorted(self._standing())

    def _standing(self) -> set[str]:
        jammed = (self._folder / "jammed").exists() and (self._folder / "jammed").read_text() != ""
        return self.faults.standing | ({"jam"} if jammed else set())

    def unplug(self) -> None:
        self._wire.vanish()
        self._service.stop()

    def plug(self) -> None:
        """Harmless when it is not unplugged."""
        if self._service.running:
            self._wire.appear()
            return
        shutil.rmtree(self._folder / "spool")
        (self._folder / "spool").mkdir()
        (self._folder / "reported").write_text("")
        self._service.start()
        self._tell()
        self._wire.appear()

    def _mended(self, code: str) -> None:
        """Also what the print command has put there itself."""
        if code == "jam" and self._folder.exists():
            (self._folder / "stop_after").unlink(missing_ok=True)
            (self._folder / "jammed").write_text("")

    def _tell(self) -> None:
        """Passes the troubles on to the printer, and waits until it tells them. One that is unplugged hears them when it is back.

        Raises RuntimeError when it does not: the next user would find the troubles of the one before.
        """
        fresh = self._folder / "reasons.new"
        fresh.write_text("".join(f"{_REASONS[code]}\n" for code in sorted(self.faults.standing) if code in _REASONS))
        fresh.replace(self._folder / "reasons")
        if not self._service.running:
            return
        try:
            self._load()
            # Without paper it begins no job, not even the one that passes on the reasons; the next job with paper does so.
            if _NO_PAPER not in self.faults.standing:
                wait_until(self._is_told, "the printer does not listen", _TOLD_WITHIN)
            # It takes one job at a time and turns others away: CUPS would come back ten seconds later.
            if not self.faults.standing - {_LOW_PAPER, "low_ink"}:
                wait_until(self._is_idle, "the printer is busy", _TOLD_WITHIN)
        except (KnownFault, OSError) as silent:
            raise RuntimeError("the emulated printer does not answer") from silent

    def _tell_slowness(self) -> None:
        (self._folder / "seconds").write_text(str(self.faults.seconds))

    def _is_told(self) -> bool:
        """A job that is held passes the reasons on; if there is none, one of ours does, which a busy printer turns away."""
        wanted = (self._folder / "reasons").read_text() + (self._folder / "jammed").read_text()
        if (self._folder / "reported").read_text() == wanted:
            # What the command wrote is one thing, what the printer has read of it and tells others is what counts.
            known = {reason.rsplit("-", 1)[0] for reason in _REASONS.values()}
            told = {
                name
                for name in known
                for reason in printer_reasons(self._exchange, self._itself)
                if reason.startswith(name)
            }
            return told == {_REASONS[code].rsplit("-", 1)[0] for code in self._standing() if code in _REASONS}
        kind = cups.IPPAttribute(cups.IPP_TAG_OPERATION, cups.IPP_TAG_MIMETYPE, "document-format", "image/jpeg")
        operation(self._exchange, self._itself, cups.IPP_OP_PRINT_JOB, [kind], b"\xff\xd8\xff\xd9")
        return False

    def _is_idle(self) -> bool:
        wanted = cups.IPPAttribute(
            cups.IPP_TAG_OPERATION, cups.IPP_TAG_KEYWORD, "requested-attributes", ["printer-state"]
        )
        answer = operation(self._exchange, self._itself, cups.IPP_OP_GET_PRINTER_ATTRIBUTES, [wanted])
        return any(given.name == "printer-state" and given.values[0] == _IDLE for given in answer.attributes)

    def _load(self) -> None:
        standing = self.faults.standing
        size = _LETTER if _WRONG_SIZE in standing else _A4
        trays = [
            _TRAY.format(
                tray=tray,
                size=size,
                sheets=0 if _NO_PAPER in standing else min(sheets, _NEARLY_EMPTY) if _LOW_PAPER in standing else sheets,
            )
            for tray, sheets in _TRAYS.items()
        ]
        connection = http.client.HTTPConnection("localhost", self.port, timeout=2)
        try:
            connection.request("GET", "/media?" + "&".join(trays))
            connection.getresponse().read()
        finally:
            connection.close()
