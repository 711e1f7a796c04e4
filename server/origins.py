"""Which other origins may read what: those that a setting names the API, and others nothing."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders

from refoulement.settings import ANY_ORIGIN

METHODS = "GET, HEAD, OPTIONS"
#: Says of an answer of the API whether the files behind its data are sound.
DATA_STATUS = "Data-Status"
_CORS = "access-control-"
_POLICY = "Cross-Origin-Resource-Policy"


def say_who_may_read(
    answer: MutableHeaders, asked: Headers, method: str, origins: tuple[str, ...]
) -> None:
    """Headers of an answer that pages of these origins may read; with none, no page but ours.

    Streamlit's own word on it goes: it lets a development server read.
    """
    for name in [name for name in answer if name.startswith(_CORS)]:
        del answer[name]
    # Even where nothing is read, a picture or script that loads would tell that this runs here.
    answer[_POLICY] = "cross-origin" if origins == (ANY_ORIGIN,) else "same-origin"
    if not origins:
        return
    allowed = ANY_ORIGIN if origins == (ANY_ORIGIN,) else asked.get("origin", "")
    if allowed != ANY_ORIGIN:
        answer.add_vary_header("Origin")
    if allowed not in origins:
        return
    answer["Access-Control-Allow-Origin"] = allowed
    answer["Access-Control-Expose-Headers"] = f"Content-Disposition, {DATA_STATUS}, ETag"
    if method == "OPTIONS":
        answer["Access-Control-Allow-Methods"] = METHODS
        answer["Access-Control-Allow-Headers"] = "*"
        answer["Access-Control-Max-Age"] = "86400"
