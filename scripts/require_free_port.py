"""Say on one line what to do if the dashboard cannot listen on an address and port."""

from __future__ import annotations

import socket
import sys


def main(address: str, port: str) -> int:
    """0 if the port is free; 2, with one line on stderr, if it is not."""
    try:
        number = int(port)
        if not 0 < number < 2**16:
            raise ValueError("no such port")
        where = socket.getaddrinfo(address, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(where[0], socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where[4])
    except (OSError, OverflowError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        print(
            f"error: cannot listen on {address}:{port} ({reason}); choose another, "
            "for example: make run ADDRESS=localhost PORT=8502",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
