"""The HTTP API: the data of a selection, for the same query string that a page uses.

It is read-only. An address with any unusable part is refused, whereas a page would ignore that
part, because a program must not mistake other reports for those it asked for. Messages are
always in English, since programs read them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from refoulement import __version__
from refoulement.dataset.tables import Dataset
from refoulement.export.csv_file import file_name
from refoulement.export.formats import ABOUT, ANSWERS, JSON, Format
from refoulement.export.painter import PICTURES, written
from refoulement.export.records import to_json
from refoulement.loading.reloading import Shown, look
from refoulement.messages import ENGLISH, speaking
from refoulement.problems import DatasetError
from refoulement.selecting.address import MOST_NOTES, PARAMETERS, Note, read_address, read_place
from refoulement.selecting.selection import CHOICE_PARAMETERS, Selection, choices
from refoulement.wording import count_text
from server import openapi
from server.etags import holds, tag_of
from server.headers import API
from server.one_at_a_time import BusyError, Turns
from server.origins import DATA_STATUS, METHODS

#: A picture takes seconds, and tables must not have to wait for it.
_PICTURES, _OTHERS = Turns(), Turns()


MOST_PARAMETERS = 500
FEW_VALUES = 8


class AddressError(ValueError):
    """An address asks for something unavailable. The message is one sentence for a person."""

    def __init__(self, sentence: str, problems: list[dict[str, str]]) -> None:
        self.problems = problems
        super().__init__(sentence)


def mount(base: str = "") -> Mount:
    """The API, to be mounted beside the dashboard under the same base path."""
    routes = [Route(path, _answer(form)) for path, form in ANSWERS.items()]
    own = [Route("/health", health), Route("/openapi.json", describe)]
    app = Starlette(
        routes=[*routes, *own],
        middleware=[Middleware(_InEnglish)],
        exception_handlers={
            AddressError: _bad_address,
            DatasetError: _broken,
            HTTPStatus.NOT_FOUND: _not_found,
            HTTPStatus.METHOD_NOT_ALLOWED: _other_method,
        },
    )
    app.router.redirect_slashes = False
    return Mount(base + API.rstrip("/"), app)


class _InEnglish:
    """Answers in English, whatever the server's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        with speaking(ENGLISH):
            await self.app(scope, receive, send)


def selected(query_string: bytes, dataset: Dataset) -> Selection:
    """The selection in a query string. Raises AddressError if any part of it is wrong."""
    parameters = _parameters(query_string)
    selection, notes = read_address(parameters, dataset)
    notes += read_place(parameters, dataset)[1]
    if notes:
        more = f" (and {count_text(len(notes) - 1, 'problem')} more)" if notes[1:] else ""
        problems = [_problem(note, dataset) for note in notes[:MOST_NOTES]]
        raise AddressError(notes[0].problem + more, problems)
    return selection


def health(_request: Request) -> Response:
    """Which data are shown, and whether the files behind them are sound.

    Degraded also answers 200: monitoring that looks only at the status must not take down a
    server that still has good data.
    """
    now = look()
    dataset = now.dataset
    facts = {"software": __version__, "data": dataset.version, "reports": dataset.current}
    if not now.trouble:
        return _json({"status": "ok", **facts})
    why = now.trouble.error.in_short
    sentence = f"The data package has been changed and cannot be shown as it is now: {why}"
    since = _iso(now.trouble.since)
    return _json({"status": "degraded", **facts, "since": since, "error": sentence})


def describe(request: Request) -> Response:
    """The OpenAPI document."""
    now = look()
    return _reply(request, now, to_json(openapi.document(now.dataset, ANSWERS)), JSON)


def _answer(form: Format) -> Callable[[Request], Response]:
    turns = _PICTURES if form.suffix in PICTURES else _OTHERS

    def answer(request: Request) -> Response:
        now = look()
        dataset = now.dataset
        selection = selected(request.scope["query_string"], dataset)
        kind = "inline" if form.media_type == JSON else "attachment"
        name = file_name(dataset, selection, form.suffix)
        try:
            with turns.take(request.client.host if request.client else ""):
                content = written(form, dataset, selection)
        except BusyError:
            said = {"error": "Too many are asking at once; try again in a few seconds"}
            return _json(said, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "5"})
        return _reply(request, now, content, form.media_type, f'{kind}; filename="{name}"')

    return answer


def _parameters(query_string: bytes) -> dict[str, list[str]]:
    number = query_string.count(b"&") + 1
    if number > MOST_PARAMETERS:
        raise AddressError(f"{number:,} parameters; at most {MOST_PARAMETERS} are read", [])
    try:
        return parse_qs(query_string.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise AddressError("the query string is not text in UTF-8", []) from None


def _problem(note: Note, dataset: Dataset) -> dict[str, str]:
    return {
        "parameter": note.parameter,
        "value": note.value,
        "problem": note.problem,
        "expected": _expected(note.parameter, dataset),
    }


def _expected(parameter: str, dataset: Dataset) -> str:
    known = {name: choices(dataset)[field] for field, name in CHOICE_PARAMETERS.items()}
    if parameter in known and len(known[parameter]) <= FEW_VALUES:
        return f"one of {', '.join(known[parameter])}"
    if parameter in known:
        return f"{PARAMETERS[parameter]}; {API}openapi.json lists them all"
    return PARAMETERS.get(parameter, f"a parameter among {', '.join(PARAMETERS)}")


def _reply(
    request: Request, now: Shown, content: bytes, media_type: str, disposition: str = "inline"
) -> Response:
    tag = tag_of(content)
    status = f"degraded; since={_iso(now.trouble.since)}" if now.trouble else "ok"
    headers = {"ETag": tag, "Cache-Control": "no-cache", DATA_STATUS: status}
    if holds(request, tag):
        unchanged = {**headers, "Vary": "Accept-Encoding"}
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=unchanged)
    headers["Content-Disposition"] = disposition
    return Response(content, media_type=media_type, headers=headers)


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _json(
    value: dict[str, Any], status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> Response:
    headers = {"Cache-Control": "no-cache"} | (headers or {})
    return Response(to_json(value), status, headers, JSON)


def _bad_address(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AddressError)
    refusal = {"error": f"The address cannot be used: {error}", "problems": error.problems}
    return _json(refusal, HTTPStatus.BAD_REQUEST)


def _broken(_request: Request, error: Exception) -> Response:
    assert isinstance(error, DatasetError)
    sentence = f"The data package cannot be shown: {error.problems[0].text}"
    return _json({"status": "broken", "error": sentence}, HTTPStatus.SERVICE_UNAVAILABLE)


def _not_found(_request: Request, _error: Exception) -> Response:
    paths = [API.rstrip("/") + path for path in (*ANSWERS, *ABOUT)]
    there_is = {"error": "There is nothing at this address of the API", "paths": paths}
    return _json(there_is, HTTPStatus.NOT_FOUND)


def _other_method(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": METHODS})
    sentence = f"{request.method} is not possible: the API is for reading, with GET or HEAD"
    return _json({"error": sentence}, HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": METHODS})
