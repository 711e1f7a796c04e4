"""Why something that a curator asked for was not done."""

from __future__ import annotations

from refoulement.messages import gettext


class RefusalError(Exception):
    """Nothing was written. `lines` says each thing that does not fit, with what was expected."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def at(file: str, line: int | None, message: str) -> str:
    """What does not fit, named by file and line."""
    if line:
        return gettext(
            "%(file)s, line %(line)s: %(message)s", file=file, line=str(line), message=message
        )
    return f"{file}: {message}"
