"""A machine becomes a terminal, stays one, and is told when it is one no longer. The agent asks before each round.

new ──code──▶ enrolled ──two thirds of the certificate's life──▶ renewed, with a fresh key
                 │  └─ certificate expired: needs a new code; serves on, and the queue waits
                 └─ the platform says revoked, restored or cloned ──▶ closed: sends nothing, wipes nothing, needs a new code
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.contract.platform import Enrolment, EnrolmentRequest, RenewalRequest
from kiosk.offline.remote.clock import PlatformTime
from kiosk.offline.remote.credentials import CredentialsFile
from kiosk.offline.remote.identity import Keys, Machine, is_for, request
from kiosk.offline.remote.port import Closed, PlatformPort, Refused, Unknown, Unreachable

_log = logging.getLogger(__name__)


class NotEnrolled(Exception):
    """The machine is not, or no longer, a terminal, and has no code that the platform takes."""


@dataclass(slots=True)
class Membership:
    """`code` is the one-time code of the machine's configuration. Not for two threads at once, but for `machine`."""

    credentials: CredentialsFile
    time: PlatformTime
    code: str | None = None
    _unknown: bool = field(default=False, init=False)

    @property
    def keys(self) -> Keys:
        return Keys(self._folder)

    @property
    def _folder(self) -> Path:
        return self.credentials.path.with_name("identity")

    def machine(self) -> Machine | None:
        """None while it is not enrolled. Raises KnownFault('credentials_damaged')."""
        enrolment = self.credentials.load()
        return None if enrolment is None else self._of(enrolment)

    def ready(self, connect: Callable[[Machine | None], PlatformPort]) -> bool:
        """Enrols or renews where that is due; True when it has enrolled.

        Raises NotEnrolled; Unreachable while enrolling; KnownFault.
        """
        enrolment, standing = self.credentials.load(), self.credentials.standing()
        if standing.state == "closed":
            return self._enrol(connect, f"closed by the platform: {standing.reason}")
        if enrolment is None:
            return self._enrol(connect, "there is no enrolment code")
        if self._unknown and self._new_code():
            return self._enrol(connect, "")
        machine = self._of(enrolment)
        if machine is None:
            return self._enrol(connect, "the key of the certificate is not on this machine")
        known = self.time.noted.known()
        if machine.expired(self.time.now()) and (known is not None or self._new_code()):
            return self._enrol(connect, "the certificate has expired")
        if known is not None and machine.due(known):
            # By the machine's own clock alone, which may be a year off, nothing is over: the platform is asked, and says what time it is.
            self._renew(connect, machine)
        return False

    def told(self, error: Refused) -> None:
        """What a refusal says of this machine. That it is closed is noted before anything else happens; the key of which somebody may
        have a copy is not used for the next certificate."""
        self._unknown = isinstance(error, Unknown)
        if isinstance(error, Closed):
            self.keys.forget_all_but(self.machine())
            self.credentials.close(error.reason)
            _log.error("membership.closed reason=%s", error.reason)

    def _new_code(self) -> str | None:
        return self.code if self.code and not self.credentials.spent(self.code) else None

    def _of(self, enrolment: Enrolment) -> Machine | None:
        if not enrolment.certificate:
            return None
        return self.keys.machine(enrolment.terminal, enrolment.certificate)

    def _enrol(self, connect: Callable[[Machine | None], PlatformPort], why: str) -> Literal[True]:
        code = self._new_code()
        if code is None:
            raise NotEnrolled(why)
        key = self.keys.next(self.machine())
        asked = EnrolmentRequest(code=code, request=request(key), store=self.credentials.store)
        try:
            with connect(None) as port:
                enrolment = port.enrol(asked)
        except Refused as error:
            raise NotEnrolled(str(error)) from error
        if enrolment.certificate and not is_for(enrolment.certificate, key):
            raise Unreachable("a certificate for another key")
        self.credentials.save(enrolment, code)
        self._unknown = False
        self.keys.forget_all_but(self._of(enrolment))
        _log.info("membership.enrolled terminal=%s", enrolment.terminal)
        return True

    def _renew(self, connect: Callable[[Machine | None], PlatformPort], machine: Machine) -> None:
        """Trouble is no reason not to go on: a third of the certificate's life is left to try again."""
        key = self.keys.next(machine)
        try:
            with connect(machine) as port:
                certificate = port.renew(RenewalRequest(request=request(key))).certificate
        except (Closed, Unknown):
            raise
        except (Refused, Unreachable) as error:
            _log.error("membership.not_renewed reason=%s", error)
            return
        if not is_for(certificate, key):
            _log.error("membership.not_renewed reason=a certificate for another key")
            return
        self.credentials.renew(certificate)
        self.keys.forget_all_but(self.machine())
        _log.info("membership.renewed terminal=%s", machine.terminal)
