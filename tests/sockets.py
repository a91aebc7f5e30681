"""Which addresses of this machine programs listen on (Linux)."""

import socket
from pathlib import Path

LISTENING = "0A"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def addresses_listening(port: int) -> set[str]:
    """Return the addresses a port is open on, as the kernel writes them (hexadecimal, last byte first)."""
    tables = [Path("/proc/net") / name for name in ("tcp", "tcp6")]
    lines = [line.split() for table in tables for line in table.read_text(encoding="ascii").splitlines()[1:]]
    places = [local.split(":") for _, local, _, state, *_ in lines if state == LISTENING]
    return {address for address, number in places if int(number, 16) == port}


LOOPBACK = "0100007F"
