"""What an agent may rely on, whichever platform it is joined to. An adapter is ready when it passes all of this."""

import os
from datetime import UTC, datetime

import pytest

from kiosk.contract.application import Rating, Submission
from kiosk.contract.platform import (
    CertificateQuestion,
    EnrolmentRequest,
    Heartbeat,
    HeldQuestion,
    ProgressQuestion,
    QueueReport,
    RenewalRequest,
    StoreReport,
)
from kiosk.contract.sealing import sha256
from kiosk.offline.catalogue.catalogue import KeptCatalogue
from kiosk.offline.catalogue.pull import CataloguePull
from kiosk.offline.outbox.deliveries import Deliveries
from kiosk.offline.outbox.uploads import SMALLEST_PIECE, carry
from kiosk.offline.remote.credentials import Standing
from kiosk.offline.remote.identity import Keys, is_for, request
from kiosk.offline.remote.membership import NotEnrolled
from kiosk.offline.remote.port import Closed, PlatformPort, Refused, Unreachable
from tests.integrating.conftest import Field, Joined
from tests.offline.people import BIRTH, application, id_number, matter


def beat(field: Field, counter: int, boot: str = "one start") -> Heartbeat:
    return Heartbeat(
        store=field.stores.kept.identity,
        boot_id=boot,
        counter=counter,
        version="0.2.0",
        at=datetime.now(UTC),
        monotonic_s=1.0,
        terminal="running",
        queue=QueueReport(waiting=0),
        kept=StoreReport(free_bytes=1),
    )


def handed_in(field: Field) -> Submission:
    """One application with its papers, in the outbox, and what is to be sent of it."""
    terminal = field.credentials.require().terminal
    made, documents = application(matter(BIRTH), field.outbox.next_number(), terminal=terminal)
    field.outbox.submit(made, documents).result()
    return Deliveries(field.stores.kept).begin(str(made.key))


def with_papers(field: Field, port: PlatformPort) -> Submission:
    submission = handed_in(field)
    deliveries = Deliveries(field.stores.kept)
    for digest in submission.attachments:
        carry(port, digest, deliveries.attachment(digest), lambda _: None)
    return submission


def test_the_same_code_and_key_are_answered_the_same_and_another_key_is_refused(joined: Joined, field: Field) -> None:
    code = joined.code()
    keys = Keys(field.credentials.path.with_name("identity"))
    first, other = keys.next(None), Keys(field.credentials.path.with_name("other")).next(None)
    asked = EnrolmentRequest(code=code, request=request(first), store=field.stores.kept.identity)
    with field.connect(None) as port:
        enrolment = port.enrol(asked)
        again = port.enrol(asked)
        assert (again.terminal, again.certificate) == (enrolment.terminal, enrolment.certificate)
        with pytest.raises(Refused):
            port.enrol(asked.model_copy(update={"request": request(other)}))
        with pytest.raises(Refused):
            port.enrol(asked.model_copy(update={"code": "NOCODEATALL"}))
    assert is_for(enrolment.certificate, first)


def test_a_certificate_is_renewed_for_a_fresh_key(field: Field) -> None:
    with field.enrolled() as port:
        machine = field.membership().machine()
        assert machine is not None
        key = field.membership().keys.next(machine)
        assert key != machine.key
        assert is_for(port.renew(RenewalRequest(request=request(key))).certificate, key)


def test_nobody_is_heard_without_a_certificate(field: Field) -> None:
    with field.connect(None) as port, pytest.raises(Refused) as told:
        port.statuses("", 0)
    assert told.value.problem.status == 401


def test_the_catalogue_comes_whole_and_signed(field: Field) -> None:
    with field.enrolled() as port:
        pull = CataloguePull(field.stores.catalogue, field.credentials.path.with_name("snapshot"))
        done = pull.pull(port, field.credentials.require().catalogue_key)
        assert done.alarm == ""
        assert done.rows >= 1
        assert KeptCatalogue(field.stores.catalogue).matter(BIRTH) is not None
        again = pull.pull(port, field.credentials.require().catalogue_key)
    assert (again.rows, again.alarm) == (0, "")


def test_an_application_takes_effect_once(field: Field) -> None:
    with field.enrolled() as port:
        submission = with_papers(field, port)
        answer = port.submit(submission)
        assert (answer.key, answer.number, answer.version) == (submission.key, submission.number, 1)
        assert port.submit(submission) == answer
        changed = submission.model_copy(update={"matter_version": submission.matter_version + 1})
        with pytest.raises(Refused) as refused:
            port.submit(changed)
    assert refused.value.problem.status == 409
    assert refused.value.problem.missing == []


def test_papers_that_have_not_arrived_are_named(field: Field) -> None:
    with field.enrolled() as port:
        submission = handed_in(field)
        assert submission.attachments
        with pytest.raises(Refused) as told:
            port.submit(submission)
        assert told.value.problem.status == 409
        assert set(told.value.problem.missing) == set(submission.attachments)


def test_an_upload_goes_on_where_the_platform_says(field: Field) -> None:
    sealed = os.urandom(3 * SMALLEST_PIECE)
    digest = sha256(sealed)
    with field.enrolled() as port:
        assert port.begin_upload(digest, len(sealed)).offset == 0
        assert port.send_piece(digest, 0, sealed[:SMALLEST_PIECE]).offset == SMALLEST_PIECE
        with pytest.raises(Refused) as told:
            port.send_piece(digest, 0, sealed[:SMALLEST_PIECE])
        assert (told.value.problem.status, told.value.problem.offset) == (409, SMALLEST_PIECE)
        carry(port, digest, sealed, lambda _: None)
        assert port.begin_upload(digest, len(sealed)).complete


def test_what_officers_do_comes_back_after_the_cursor(joined: Joined, field: Field) -> None:
    with field.enrolled() as port:
        submission = with_papers(field, port)
        port.submit(submission)
        before = port.statuses("", 0)
        joined.accept(submission.number)
        page = port.statuses(before.epoch, before.seq)
        [status] = [one for one in page.statuses if one.number == submission.number]
        assert (status.state, status.version) == ("accepted", 2)
        assert page.seq > before.seq
        assert port.statuses(page.epoch, page.seq).statuses == []


def test_questions_of_a_person_are_answered(field: Field) -> None:
    with field.enrolled() as port:
        submission = with_papers(field, port)
        port.submit(submission)
        [known] = port.progress(ProgressQuestion(number=submission.number)).applications
        assert known.number == submission.number
        assert submission.number in [
            one.number for one in port.progress(ProgressQuestion(id_number=id_number())).applications
        ]
        assert port.progress(ProgressQuestion(number="9999-000001-0")).applications == []
        assert port.held(HeldQuestion(id_number=id_number(999), kinds=[])).held == []
        with pytest.raises(Refused) as told:
            port.certificate(CertificateQuestion(number="9999-000001-0", id_number=id_number()))
        assert told.value.problem.status == 404
        port.rate(Rating(number=submission.number, grade=5))


def test_a_heartbeat_is_answered_with_the_time_and_the_next_one(field: Field) -> None:
    with field.enrolled() as port:
        answer = port.heartbeat(beat(field, 1))
    assert abs((answer.at - datetime.now(UTC)).total_seconds()) < 60
    assert answer.next_s > 0
    assert answer.epoch


def test_a_closed_machine_is_told_so_until_it_has_a_new_code(joined: Joined, field: Field) -> None:
    """Here the machine is an old image of itself: its counter goes back."""
    with field.enrolled() as port:
        port.heartbeat(beat(field, 7))
        with pytest.raises(Closed) as told:
            port.heartbeat(beat(field, 3, "another start"))
        with pytest.raises(Closed):
            port.statuses("", 0)
    membership = field.membership()
    membership.told(told.value)
    assert field.credentials.standing() == Standing("closed", "restored")
    with pytest.raises(NotEnrolled, match="restored"):
        field.membership().ready(field.connect)
    with field.enrolled() as port:
        assert port.statuses("", 0).statuses == []
    assert field.credentials.standing() == Standing("enrolled")


def test_without_a_network_everything_is_unreachable(field: Field) -> None:
    with field.connect(None, "http://127.0.0.1:1") as port, pytest.raises(Unreachable):
        port.statuses("", 0)
