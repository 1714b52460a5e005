"""The frames of the SAM: whatever the line does to them, what comes out is what was sent, or an error."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.card_readers.sam import PREAMBLE, Command, FrameError, Frames, Status, answer, encode, request

bodies = st.binary(min_size=3, max_size=1400)


def test_the_find_command_is_the_one_of_the_protocol_notes() -> None:
    assert request(Command.FIND) == bytes.fromhex("AAAAAA96690003200122")


def test_an_answer_has_its_status_in_the_third_byte() -> None:
    assert answer(bytes.fromhex("00009F00000000")).status == Status.FOUND
    with pytest.raises(FrameError):
        answer(b"\0\0")


@given(st.lists(bodies, max_size=4), st.data())
def test_frames_come_out_whole_however_the_line_cuts_them(sent: list[bytes], data: st.DataObject) -> None:
    line = b"".join(encode(body) for body in sent)
    frames, received, at = Frames(), [], 0
    while at < len(line):
        size = data.draw(st.integers(1, len(line) - at))
        received += frames.feed(line[at : at + size])
        at += size
    assert received == sent


@given(bodies, st.binary(max_size=40).filter(lambda noise: b"\xaa" not in noise))
def test_noise_before_a_frame_is_skipped(body: bytes, noise: bytes) -> None:
    assert Frames().feed(noise + encode(body)) == [body]


@given(bodies, st.integers(1, 255), st.data())
def test_a_changed_byte_after_the_length_is_noticed(body: bytes, flip: int, data: st.DataObject) -> None:
    frame = bytearray(encode(body))
    at = data.draw(st.integers(len(PREAMBLE) + 2, len(frame) - 1))
    frame[at] ^= flip
    with pytest.raises(FrameError):
        Frames().feed(bytes(frame))


@given(bodies, st.data())
def test_a_cut_frame_gives_nothing_and_the_next_question_starts_clean(body: bytes, data: st.DataObject) -> None:
    frame = encode(body)
    frames = Frames()
    assert frames.feed(frame[: data.draw(st.integers(0, len(frame) - 1))]) == []
    frames.clear()
    assert frames.feed(frame) == [body]


@given(st.binary(max_size=300))
def test_garbage_is_an_error_or_nothing(garbage: bytes) -> None:
    with contextlib.suppress(FrameError):
        Frames().feed(garbage)


def test_no_command_reads_fingerprints() -> None:
    assert 0x3010 not in set(Command)
