"""The OpenAPI 3.1 document of the API, generated from the API and the dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refoulement import __version__
from refoulement.dataset.tables import Dataset
from refoulement.export.formats import Format
from refoulement.export.summary_file import NO_FIGURES_BECAUSE
from refoulement.messages import gettext
from refoulement.selecting.address import PAGE_PARAMETERS, PARAMETERS
from refoulement.selecting.selection import CHOICE_PARAMETERS, LONGEST_SEARCH, OPEN_END, choices
from refoulement.settings import ANY_ORIGIN, api_origins
from refoulement.vocabulary import COUNTED_MEASURES, NOT_COUNTED
from server.headers import API
from server.origins import DATA_STATUS

_ERROR = {"$ref": "#/components/schemas/Error"}
_RANGE = {
    "type": "array",
    "items": {"anyOf": [{"type": "string", "format": "date"}, {"const": OPEN_END}]},
    "minItems": 2,
    "maxItems": 2,
}
_HEADERS = {
    "ETag": {"schema": {"type": "string"}},
    DATA_STATUS: {
        "description": "ok; or, where the data package has been changed and is not sound, "
        "degraded and since when: this answer is from the last good data",
        "schema": {"type": "string"},
    },
}
#: The member that says why a text search (parameter `search`) has no figures.
_NO_FIGURES = {
    "description": "Why every figure is null; not there where figures are",
    "enum": [NO_FIGURES_BECAUSE],
}
_END, _IS_OPEN = {"type": ["integer", "null"]}, {"type": ["boolean", "null"]}
_ENDS = {
    "low": _END,
    "high": _END,
    "open_below": _IS_OPEN,
    "open_above": _IS_OPEN,
    "approximate": {"type": ["boolean", "null"], "description": "One number, “about” so many"},
}
_FIGURE = {"type": ["object", "null"], "properties": _ENDS}
_PLACE_MEASURE = {
    "type": "object",
    "properties": {
        "alone": _FIGURE,
        "by_role": {"type": "object", "additionalProperties": _FIGURE},
        "shared": {"type": "array", "items": {"type": "object", "properties": _ENDS}},
    },
}
_SITE = {
    "type": "object",
    "properties": {"measures": {"type": "object", "additionalProperties": _PLACE_MEASURE}},
}
_REPORT = {
    "type": "object",
    "properties": {
        "report_id": {"type": "string"},
        "counted": {
            "type": ["boolean", "null"],
            "description": "Whether a figure of this selection counts the report; null where its "
            "measure has no figure",
        },
        "not_counted_because": {
            "enum": [*NOT_COUNTED, None],
            "description": "Why no figure counts it.",
        },
    },
}
_MEMBERS: dict[str, dict[str, Any]] = {
    "/reports.json": {"reports": {"type": "array", "items": _REPORT}},
    "/summary.json": {
        "reports": {"type": "integer"},
        "sources": {"type": "integer"},
        "figures": {
            "type": "object",
            "properties": dict.fromkeys(COUNTED_MEASURES, _FIGURE),
            "required": list(COUNTED_MEASURES),
        },
        "no_figures_because": _NO_FIGURES,
    },
    "/sites.json": {
        "sites": {"type": "array", "items": _SITE},
        "no_figures_because": _NO_FIGURES,
    },
}
_REFUSALS = {
    "400": "Something in the address cannot be used: which parameter, value, and what is expected",
    "414": "The query string is too long",
    "503": "The data package cannot be shown, or too many are asking at once",
}


def document(dataset: Dataset, answers: Mapping[str, Format]) -> dict[str, Any]:
    """The document as JSON: every path, parameter and possible value."""
    root = API.rstrip("/")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Refoulement Map API",
            "version": __version__,
            "description": "What published sources report about North Korean escapees held in "
            "China and forcibly returned. Every number is one source’s statement, none is a "
            "verified total; counts of different reports must not be added. The parameters are "
            "those of a page’s address, so that a copied query string works here. "
            + readers_text(),
            "license": {"name": "Data: " + dataset.descriptor["licenses"][0]["name"]},
        },
        "paths": {
            **{f"{root}{path}": {"get": _selecting(path, form)} for path, form in answers.items()},
            f"{root}/health": {"get": _health()},
            f"{root}/openapi.json": {"get": _itself()},
        },
        "components": {"parameters": _parameters(dataset), "schemas": {"Error": _error()}},
    }


def readers_text() -> str:
    """One sentence on which pages may read the API in a browser. Programs always may."""
    origins = api_origins()
    if not origins:
        return gettext("In a browser, pages of other sites cannot read it.")
    if origins == (ANY_ORIGIN,):
        return gettext("In a browser, pages of any site can read it.")
    return gettext(
        "In a browser, only pages of these other sites can read it: %(sites)s.",
        sites=", ".join(origins),
    )


def _selecting(path: str, form: Format) -> dict[str, Any]:
    names = (*PARAMETERS, *PAGE_PARAMETERS)
    return {
        "operationId": path.strip("/"),
        "summary": f"{form.name}, {form.use}",
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
        "responses": {
            "200": {
                "description": f"{form.name} of the matching reports",
                "headers": _HEADERS,
                "content": {form.media_type: {"schema": _schema(path, form)}},
            },
            "304": {"description": "What the client holds (If-None-Match) is unchanged"},
            **{status: _refusal(said) for status, said in _REFUSALS.items()},
        },
    }


def _schema(path: str, form: Format) -> dict[str, Any]:
    if form.media_type.endswith("json"):
        members = ("title", "version", "selection", "query", "citation", "licence", "note")
        schema = {"type": "object", "required": list(members)}
        return schema | ({"properties": _MEMBERS[path]} if path in _MEMBERS else {})
    if form.media_type.startswith("text/"):
        return {"type": "string"}
    return {"contentMediaType": form.media_type}


def _parameters(dataset: Dataset) -> dict[str, Any]:
    known = choices(dataset)
    schemas: dict[str, dict[str, Any]] = {
        "dates": _RANGE,
        "search": {"type": "string", "maxLength": LONGEST_SEARCH},
        "undated": {"const": "yes"},
    }
    for field, name in CHOICE_PARAMETERS.items():
        schemas[name] = {"type": "array", "items": {"enum": list(known[field])}}
    shown = dict.fromkeys(PAGE_PARAMETERS, "What a page shows besides; selects nothing")
    return {
        name: {
            "name": name,
            "in": "query",
            "description": description,
            "schema": schemas.get(name, {"type": "string"}),
        }
        for name, description in {**PARAMETERS, **shown}.items()
    }


def _health() -> dict[str, Any]:
    texts = {name: {"type": "string"} for name in ("software", "data", "since", "error")}
    status = {
        "type": "object",
        "properties": {"status": {"enum": ["ok", "degraded"]}, "reports": {"type": "integer"}}
        | texts,
        "required": ["status", "software", "data", "reports"],
    }
    said = "ok; or degraded: the last good data, with since when and what is wrong with newer ones"
    return {
        "operationId": "health",
        "summary": "Which data are shown, and whether the files behind them are sound",
        "responses": {
            "200": {"description": said, "content": {"application/json": {"schema": status}}},
            "503": _refusal(_REFUSALS["503"]),
        },
    }


def _itself() -> dict[str, Any]:
    document = {"type": "object", "required": ["openapi", "info", "paths"]}
    return {
        "operationId": "openapi.json",
        "summary": "This document",
        "responses": {
            "200": {"description": "It", "content": {"application/json": {"schema": document}}},
            "304": {"description": "What the client holds (If-None-Match) is unchanged"},
            "503": _refusal(_REFUSALS["503"]),
        },
    }


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ERROR}}}


def _error() -> dict[str, Any]:
    texts = ("parameter", "value", "problem", "expected")
    problem = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in texts},
        "required": list(texts),
    }
    return {
        "type": "object",
        "properties": {
            "error": {"type": "string", "description": "One sentence"},
            "problems": {"type": "array", "items": problem},
        },
        "required": ["error"],
    }
