"""Files of kinds that are not read, recognised by how they begin."""

from __future__ import annotations

import re

from refoulement.messages import Later, gettext, later
from refoulement.problems import IntakeError

#: How files begin that are not tables here; the first match says what it seems to be.
_SIGNATURES = (
    (b"\x89PNG", later("a PNG picture")),
    (b"\xff\xd8\xff", later("a JPEG picture")),
    (b"GIF8", later("a GIF picture")),
    (b"%PDF", later("a PDF document")),
    (b"\xd0\xcf\x11\xe0", later("an old Excel file (.xls), or a workbook with a password")),
    (b"{\\rtf", later("an RTF document")),
    (b"\x1f\x8b", later("a file packed with gzip")),
    (b"7z\xbc\xaf\x27\x1c", later("a 7-Zip archive")),
    (b"Rar!", later("a RAR archive")),
    (b"SQLite format 3", later("an SQLite database")),
    (b"PAR1", later("a Parquet file")),
    (b"<", later("a web page or another XML file")),
    (b"[{", later("a JSON file")),
    (b'{"', later("a JSON file")),
)
_BEFORE_SIGNATURE = re.compile(rb"\A(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*")
#: What ZIP files hold that are not Excel workbooks.
_IN_ZIP = (
    (b"xl/workbook.bin", later("a binary Excel workbook (.xlsb)")),
    (b"opendocument.spreadsheet", later("an OpenDocument spreadsheet (.ods)")),
    (b"word/document.xml", later("a Word document")),
    (b"xl/", later("an Excel workbook that is cut short")),
    (b"", later("a ZIP archive")),
)


def refuse_other_kinds(content: bytes) -> None:
    """Raise IntakeError, saying what it is, for a file that is neither text nor a workbook."""
    as_ascii = content[:1024].replace(b"\0", b"")  # also for UTF-16
    start = _BEFORE_SIGNATURE.sub(b"", as_ascii)
    joined = b"".join(start.split())
    for signature, kind in _SIGNATURES:
        if start.startswith(signature) or joined.startswith(signature):
            raise IntakeError(_no_table(kind))
    if start.startswith(b"PK\x03\x04"):
        kind = next(kind for sign, kind in _IN_ZIP if sign in content)
        raise IntakeError(_no_table(kind))


def _no_table(kind: Later) -> str:
    return gettext(
        "The file seems to be something else: %(kind)s. Expected a table as CSV, TSV or Excel "
        "workbook (.xlsx).",
        kind=kind,
    )
