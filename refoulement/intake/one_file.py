"""What the confined process does for one file: read it, decide on its cells, and answer."""

from __future__ import annotations

import gc
import json
import pickle
import zlib
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any, BinaryIO

from refoulement.dataset.tables import Dataset
from refoulement.intake.answers import plain, read_message, table_bytes, taken, write_message
from refoulement.intake.decisions import Decisions
from refoulement.intake.file.table import RawTable, read_table
from refoulement.intake.gazetteer.gazetteer import gazetteer
from refoulement.intake.gazetteer.places import PlaceFound
from refoulement.intake.headings import field_of
from refoulement.intake.own_file import TABLES, read_own_file
from refoulement.messages import speaking
from refoulement.problems import IntakeError, Problem

#: The content and name of a file; or, without content, the cells that were read from it. Last,
#: whether place names may be looked up online, and the language to answer in.
Asked = tuple[bytes, str, bytes, str, Decisions, "date | None", bool, str]


def prepare(dataset: Dataset) -> None:
    """Load what all files need, before the first one comes."""
    # Imported here: the command line does not need workbooks for tables of text.
    import refoulement.intake.file.workbook  # noqa: F401

    # An unknown name, a spelling, and cells that need a closer look.
    rows = b"Tumenn,2021-07-14,5,Example,1234567890\nTumen,13/04/2021,6,Another,x\n"
    table = read_table(b"place,date,count,other,more\n" + rows, "a", field_of)
    read_own_file(table, "", dataset, Decisions())
    gazetteer(dataset).at(42.0, 129.0)
    gc.collect()
    gc.freeze()  # what is loaded stays as it is, and is shared with the forks


def answer(talk: BinaryIO, dataset: Dataset) -> None:
    """Read what the server asks, and answer in the language that it names."""
    asked: Asked = pickle.load(talk)  # noqa: S301 the server's own
    with speaking(asked[-1]):
        _answer(talk, asked, dataset)


def _answer(talk: BinaryIO, asked: Asked, dataset: Dataset) -> None:
    def ask(name: str) -> PlaceFound:
        write_message(talk, {"ask": name})
        found, _ = read_message(talk)
        return taken(PlaceFound, found)

    content, name, cells, digest, decisions, today, is_online, _ = asked
    try:
        if content:
            table = read_table(content, name, field_of, decisions.sheet)
            digest, content = sha256(content).hexdigest(), b""
            cells = table_text(table)
        else:
            table = table_of(cells)
            cells = b""  # the server has them already
        file = read_own_file(table, digest, dataset, decisions, today, ask if is_online else None)
    except IntakeError as error:
        write_message(talk, {"refused": str(error)})
        return
    tables = [table_bytes(getattr(file.dataset, name)) for name in TABLES if file.dataset]
    parts = (cells, file.problem_list, file.fixed, file.alike_list, *tables)
    write_message(talk, {"file": plain(file)}, *parts)


def table_text(table: RawTable) -> bytes:
    """A table as packed text, for a session to keep."""
    told = {field.name: getattr(table, field.name) for field in fields(table)}
    told["problems"] = [plain(problem) for problem in table.problems]
    told["unfit"] = [*table.unfit.items()]
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def table_of(text: bytes) -> RawTable:
    """The table from which `table_text` made it."""
    told: dict[str, Any] = json.loads(zlib.decompress(text).decode("utf-8", "surrogatepass"))
    told["columns"], told["hashtags"] = tuple(told["columns"]), tuple(told["hashtags"])
    told["rows"] = [tuple(row) for row in told["rows"]]
    told["problems"] = [taken(Problem, problem) for problem in told["problems"]]
    told["unfit"] = {number: tuple(cells) for number, cells in told["unfit"]}
    told["sheets"] = tuple(told["sheets"])
    return RawTable(**told)
