"""Where a platform may be: https anywhere, http only on this very machine."""

import ipaddress
from urllib.parse import urlsplit


def check_address(address: str) -> None:
    """Raises ValueError that says what is wanted. Plain http never leaves the machine, whatever happens to TLS."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("platform must be an https address")
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise ValueError("platform must be an https address: http is for loopback only")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
