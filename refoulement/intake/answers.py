"""Messages between the server and the process that reads a stranger's file.

Messages are lines of JSON, each followed by as many bytes as its `sizes` say; tables are in
Arrow format. Nothing in them can run, and everything is checked before it is used: whatever
broke the reader may speak in its place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, BinaryIO, TypeVar, get_args, get_origin, get_type_hints

import pandas as pd
import pyarrow as pa

from refoulement.messages import Later

LONGEST_LINE = 2**26  # bytes
LONGEST = 2**28  # bytes, with all that follows the line

_T = TypeVar("_T")
_ARROW = {
    "integer": pa.types.is_int64,
    "number": pa.types.is_float64,
    "date": pa.types.is_timestamp,
    "boolean": pa.types.is_boolean,
}
_PANDAS = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype()}


class AnswerError(ValueError):
    """Something was received that is not a message of ours."""


def write_message(pipe: BinaryIO, message: Mapping[str, Any], *parts: bytes) -> None:
    """Send a message, with the bytes that belong to it."""
    line = json.dumps({**message, "sizes": [*map(len, parts)]})
    for part in (line.encode(), b"\n", *parts):
        pipe.write(part)
    pipe.flush()


def read_message(pipe: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    """The next message and the bytes that belong to it. Raises AnswerError."""
    line = pipe.readline(LONGEST_LINE)
    try:
        message = json.loads(line)
        sizes = [int(size) for size in message.pop("sizes")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise AnswerError("expected a line of JSON") from error
    if min(sizes, default=0) < 0 or sum(sizes) > LONGEST:
        raise AnswerError("expected less")
    parts = [pipe.read(size) for size in sizes]
    if [*map(len, parts)] != sizes:
        raise AnswerError("expected more")
    return message, parts


def plain(value: Any) -> Any:
    """A dataclass as JSON, without its bytes and tables."""
    if is_dataclass(value):
        hints = get_type_hints(type(value))
        return {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if _is_plain(hints[field.name])
        }
    return [*map(plain, value)] if isinstance(value, tuple) else value


def taken(kind: type[_T], value: Any, **more: Any) -> _T:
    """A dataclass from what `plain` made of it, plus its other fields. Raises AnswerError."""
    hints = get_type_hints(kind)
    names = [name for name in hints if name not in more]
    if not isinstance(value, dict) or sorted(value) != sorted(names):
        raise AnswerError(f"expected the fields of {kind.__name__}")
    return kind(**{name: _taken(hints[name], value[name]) for name in names}, **more)


def _taken(hint: Any, value: Any) -> Any:
    if is_dataclass(hint):
        return None if value is None else taken(hint, value)  # type: ignore[arg-type]
    if get_origin(hint) is tuple and isinstance(value, list):
        return tuple(_taken(get_args(hint)[0], one) for one in value)
    if get_origin(hint) is UnionType:
        if value is None and NoneType in get_args(hint):
            return None
        # Messages about a file are sent already put into words.
        (hint,) = (one for one in get_args(hint) if one not in (NoneType, Later))
        return _taken(hint, value)
    if type(value) is hint or (hint is float and type(value) is int):
        return value
    raise AnswerError(f"expected {hint}")


def _is_plain(hint: Any) -> bool:
    return hint is not bytes and "Dataset" not in str(hint)


def table_bytes(table: pd.DataFrame) -> bytes:
    """A typed table in Arrow format."""
    found = pa.Table.from_pandas(table, preserve_index=False, nthreads=1)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, found.schema.remove_metadata()) as stream:
        stream.write_table(found.replace_schema_metadata(None))
    written: bytes = sink.getvalue().to_pybytes()
    return written


def read_table(content: bytes, columns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A table with exactly these columns of a schema. Raises AnswerError."""
    try:
        with pa.ipc.open_stream(pa.py_buffer(content)) as stream:
            found = stream.read_all()
        found.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        raise AnswerError("expected a table in Arrow's form") from error
    if found.column_names != [column["name"] for column in columns]:
        raise AnswerError("expected the columns of the schema")
    for column, kind in zip(columns, found.schema.types, strict=True):
        is_text = pa.types.is_large_string(kind) or pa.types.is_string(kind)
        is_right = _ARROW.get(column["type"])
        if not (is_right(kind) if is_right else is_text):
            raise AnswerError(f"expected another type in {column['name']}")
    table: pd.DataFrame = found.to_pandas(
        types_mapper=_PANDAS.get, ignore_metadata=True, use_threads=False
    )
    return table
