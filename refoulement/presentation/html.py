"""Text as HTML that shows it and does nothing: the one place that escapes."""

from __future__ import annotations

from collections.abc import Iterable

from refoulement.wording import visible

# Besides the characters of HTML, those of JavaScript templates (backtick, dollar, backslash)
# and of the templates that folium and streamlit-folium read (braces).
_ENTITIES = {ord(char): f"&#{ord(char)};" for char in "&<>\"'\\`${}"}


def escape(text: object) -> str:
    """Text as HTML that shows it and does nothing, in markup, attributes and scripts alike.

    It is good XML too. Control and direction-changing characters, which could make a
    text look like another, are left out.
    """
    return visible(str(text)).translate(_ENTITIES)


def link(url: str, text: str) -> str:
    """A link that tells its host nothing of where the reader came from; text if no address."""
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def table(heads: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    """A table; its cells are HTML, escaped."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    return (
        f'<div class="rm-table" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
