"""An X display without a screen, whose picture is read from outside: the same way for every program that draws on it.

Xvfb keeps its framebuffer in a file (`-fbdir`, XWD version 7, 32 bits a pixel), which is mapped here: looking costs no round
trip and no work of the X server, so a program is not slowed down by being watched.
"""

import contextlib
import mmap
import os
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint32]


class Display:
    """`name` is what DISPLAY is set to. `look` gives the pixels of the rows that are compared."""

    def __init__(self, name: str, framebuffer: Path, rows: slice) -> None:
        """`rows`: where both programs show the same content; lines with a clock are outside."""
        self.name = name
        with framebuffer.open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        # XWDFileHeader, big-endian: header size first, then the width, height, bytes a line and number of colours.
        fields = struct.unpack(">25I", self._memory[:100])
        size, width, height, line, colours = fields[0], fields[4], fields[5], fields[12], fields[19]
        whole = np.frombuffer(self._memory, np.uint32, line // 4 * height, size + colours * 12).reshape(
            height, line // 4
        )
        self._seen = whole[rows, :width]

    def look(self) -> Pixels:
        return self._seen.copy()

    def share(self, expected: Pixels) -> float:
        """The share of pixels that are as expected, 0..1."""
        return float(np.count_nonzero(self._seen == expected)) / expected.size


@contextlib.contextmanager
def display(folder: Path, width: int, height: int, rows: slice) -> Iterator[Display]:
    """Raises RuntimeError when Xvfb does not start."""
    told, tell = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(tell), "-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder)),
            *("-nolisten", "tcp", "-noreset", "-nocursor"),
        ],
        pass_fds=[tell],
        stderr=subprocess.DEVNULL,
    )
    os.close(tell)
    try:
        with os.fdopen(told) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield Display(f":{number}", folder / "Xvfb_screen0", rows)
    finally:
        server.terminate()
        server.wait()
