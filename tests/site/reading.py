"""A record page read as a browser does: its text, its links and its content."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

VOID = {"base", "br", "img", "link", "meta"}
#: What a page may contain besides plain text; none of it is active.
TAGS = VOID | {
    *("html", "head", "title", "style", "script", "body", "header", "nav", "main", "footer"),
    *("a", "b", "i", "p", "span", "div", "section", "figure", "figcaption", "blockquote", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
    *("details", "summary", "svg", "path", "circle", "rect", "text", "g"),
}


class RecordPage(HTMLParser):
    """A whole page, which must be balanced and have no script, handler, comment or local address.

    `text` is what it shows, `links` where it leads, `tags` its meta tags, `data` what programs
    can read in it.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.size = len(content)
        self.text = self.title = ""
        self.links: list[str] = []
        self.tags: dict[str, str] = {}
        self.base = self.canonical = ""
        self.data: dict[str, Any] = {}
        self._open: list[str] = []
        self._data = ""
        self.feed(content.decode())
        self.close()
        assert self._open == []
        self.text = " ".join(self.text.split())
        if self._data:
            self.data = json.loads(self._data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        values = {name: value or "" for name, value in attrs}
        assert not [name for name in values if name.startswith("on") or name == "srcdoc"]
        if tag == "script":
            assert values == {"type": "application/ld+json"}
        if tag == "a":
            href = values["href"]
            assert href.startswith(("https://", "http://", "mailto:")) or ":" not in href, href
            self.links.append(href)
        if tag == "meta":
            self.tags[values.get("name") or values.get("property", "")] = values.get("content", "")
        if tag == "base":
            self.base = values["href"]
        if tag == "link" and values["rel"] == "canonical":
            self.canonical = values["href"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            self._data += data
        elif inside == "title":
            self.title += data
        elif inside != "style":
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")
