"""`python -m tests.visits.walled COMMAND …`: runs a command that dies, SIGSYS, at its first socket that is neither a local one nor the
kernel's (AF_UNIX, AF_NETLINK), it and all that it starts. What systemd's RestrictAddressFamilies= does, but nobody can miss it."""

import ctypes
import os
import platform
import struct
import sys

# The number of socket(2), linux/audit.h's name for the machine. Anything else is not known here and refused.
_MACHINES = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}
_LOAD, _JUMP_IF_EQUAL, _RETURN = (
    0x20,
    0x15,
    0x06,
)  # linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K
_KILL_PROCESS, _ALLOW = 0x80000000, 0x7FFF0000
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2  # prctl(2)
_UNIX, _NETLINK = 1, 16
_NUMBER_AT, _MACHINE_AT, _FAMILY_AT = 0, 4, 16  # in struct seccomp_data


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def wall() -> None:
    """For this process and all that it will ever start. Raises OSError where the kernel has no filters."""
    socket, machine = _MACHINES[platform.machine()]
    steps = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_JUMP_IF_EQUAL, 0, 5, machine),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_EQUAL, 0, 4, socket),
        (_LOAD, 0, 0, _FAMILY_AT),
        (_JUMP_IF_EQUAL, 2, 0, _UNIX),
        (_JUMP_IF_EQUAL, 1, 0, _NETLINK),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_RETURN, 0, 0, _ALLOW),
    ]
    written = b"".join(struct.pack("HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(written)
    program = _Program(len(steps), ctypes.cast(held, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "no wall against sockets")


if __name__ == "__main__":
    wall()
    os.execvp(sys.argv[1], sys.argv[1:])
