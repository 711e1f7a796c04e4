"""Which other origins may read what: those in a setting may read the API, others nothing."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders

from refoulement.settings import ANY_ORIGIN

METHODS = "GET, HEAD, OPTIONS"
#: A header of API answers: whether the files behind the data are sound.
DATA_STATUS = "Data-Status"
_CORS = "access-control-"
_POLICY = "Cross-Origin-Resource-Policy"


def say_who_may_read(
    answer: MutableHeaders,
    asked: Headers,
    method: str,
    origins: tuple[str, ...],
    is_shared: bool = False,
) -> None:
    """Set the headers that let pages of these origins read an answer; with none, only our own.

    `is_shared`: pages of any origin may display it, but read nothing in it.

    Streamlit's own headers are removed, because they let a development server read.
    """
    for name in [name for name in answer if name.startswith(_CORS)]:
        del answer[name]
    # Even unreadable, a picture or script that loads would reveal that this runs here.
    answer[_POLICY] = "cross-origin" if is_shared or origins == (ANY_ORIGIN,) else "same-origin"
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
