"""The Content-Security-Policy: which scripts may run, and which hosts may be contacted."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser

from refoulement.settings import frame_ancestors, tiles
from refoulement.site.frame import POLICY

#: The map component builds scripts from text, in a frame of its own.
_OF_COMPONENT = ("'unsafe-inline'", "'unsafe-eval'")
#: Streamlit compiles a small module for long numbers, but builds no scripts from text.
_OF_PAGES = "'wasm-unsafe-eval'"
#: The type of a script element that holds data for programs.
DATA = "application/ld+json"


class _InlineScripts(HTMLParser):
    """The text of each inline script on a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_data = values.get("type") == DATA  # browsers do not run it, so no policy blocks it
        self._is_inside = tag == "script" and "src" not in values and not is_data
        if self._is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data


def sources_of_inline_scripts(html: str) -> tuple[str, ...]:
    """CSP hashes that allow exactly the inline scripts of a page."""
    scripts = _InlineScripts()
    scripts.feed(html)
    return tuple(
        f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts.found
    )


def policy_of_pages(html: str) -> str:
    """The policy for all but the map component, given the page that Streamlit serves."""
    return _policy((_OF_PAGES, *sources_of_inline_scripts(html)))


def policy_of_component() -> str:
    """The policy for the map component's frame."""
    return _policy(_OF_COMPONENT)


def policy_of_records(for_all: bool = False) -> str:
    """The policy for record pages, which run no scripts; `for_all`: any site may frame them."""
    framed_by = "*" if for_all else " ".join(("'self'", *frame_ancestors()))
    return f"{POLICY}; frame-ancestors {framed_by}"


def _policy(scripts: Iterable[str]) -> str:
    """Allow no host but the server itself and, if switched on, a tile host.

    Streamlit and Leaflet need inline styles.
    """
    online = tiles()
    framed_by = " ".join(("'self'", *frame_ancestors()))
    images = f" {online.content_source}" if online else ""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data:{images}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "manifest-src 'self'",
            "media-src 'self'",
            "worker-src 'self' blob:",
            f"frame-ancestors {framed_by}",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )
