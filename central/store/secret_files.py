"""Secrets of an instance: files for their owner only, made once even when several nodes start at the same moment."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def secret_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """What is in the file, or what `make` returns, written there; whoever comes second gets what the first one wrote."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    secret = make()
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # unlike a rename it does not replace what is there
    except FileExistsError:
        secret = path.read_bytes()
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return secret
