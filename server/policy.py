"""The Content-Security-Policy: whose scripts run, and who may be asked for what."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser

from refoulement.settings import frame_ancestors, tiles

#: The map component makes its scripts of text, in a frame of its own.
_OF_COMPONENT = ("'unsafe-inline'", "'unsafe-eval'")
#: Streamlit compiles a small module for long numbers, and makes no script of text.
_OF_PAGES = "'wasm-unsafe-eval'"


class _InlineScripts(HTMLParser):
    """The text of each script that stands in a page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "script" and "src" not in dict(attrs)
        if self._is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data


def sources_of_inline_scripts(html: str) -> tuple[str, ...]:
    """The scripts in a page, as a policy lets just these run: by what they say."""
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


def _policy(scripts: Iterable[str]) -> str:
    """Nobody is asked but the server itself, and a tile host where one is switched on.

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
