"""Text as HTML that shows it and does nothing: the only place that escapes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from refoulement.messages import CATALOGUES, filled, language, number_text
from refoulement.wording import visible

TEMPLATES = Path(__file__).parent / "templates"

# Besides the characters of HTML: those of JavaScript templates (backtick, dollar, backslash)
# and of the templates that folium and streamlit-folium read (braces).
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"
_KANA = "\u3040-\u30ff"
_HANZI = "\u3400-\u9fff\uf900-\ufaff"
#: How a text shows its language, the surest sign first.
_SIGNS = {
    language: re.compile(f"[{signs}]")
    for language, signs in (("ja", _KANA), ("ko", _HANGUL), ("zh", _HANZI))
}
# From the first to the last such sign in a text, with numbers and marks between its words.
_EASTERN = f"{_HANGUL}{_KANA}{_HANZI}"
_EASTERN_TEXT = re.compile(
    rf"[0-9]{{0,9}}[{_EASTERN}](?:[{_EASTERN}0-9\s.,·…~()“”‘’「」、。，-]*[{_EASTERN}])?[)”’」』。]*"
)
_ENTITIES = {ord(char): f"&#{ord(char)};" for char in "&<>\"'\\`${}"}


def escape(text: object) -> str:
    """Text as HTML that shows it and does nothing, in markup, attributes and scripts alike.

    It is valid XML too. Control and direction-changing characters, which could make a
    text look like another, are removed.
    """
    return visible(str(text)).translate(_ENTITIES)


def as_markdown(text: object) -> str:
    """Text as Markdown that shows it and does nothing, for the labels of Streamlit's buttons."""
    return _PUNCTUATION.sub(r"\\\g<0>", visible(str(text)))


def shown(value: object) -> Markup:
    """A value in markup: escaped, unless it is markup already. None is refused: it says nothing."""
    if value is None:
        raise TypeError("a template was given None to show")
    if isinstance(value, Markup):
        return value
    return Markup(escape(value))  # noqa: S704 - escaped here


def with_languages(text: object) -> Markup:
    """A text in markup, with its Korean, Chinese and Japanese parts tagged as such.

    Screen readers choose a voice by that tag, and style sheets a typeface. Text that is markup
    already stays as it is. Chinese characters in a text with Hangul or kana are Korean or
    Japanese.
    """
    if isinstance(text, Markup):
        return text
    escaped = shown(text)
    language = next((code for code, signs in _SIGNS.items() if signs.search(escaped)), "")
    if not language:
        return escaped
    named = partial(_named, language)
    return Markup(_EASTERN_TEXT.sub(named, escaped))  # noqa: S704 - escaped above


def _named(code: str, found: re.Match[str]) -> str:
    return render("in_language.html", code=code, text=Markup(found[0]))  # noqa: S704 - escaped


def ours(text: str) -> Markup:
    """A drawing, script, style or JSON that this program made, unescaped: never anyone else's."""
    return Markup(text)  # noqa: S704


def script_data(value: Any) -> Markup:
    """Data for a script element that is never run, as JSON without empty values.

    Control characters are removed from its texts, and none of them can end the element.
    """
    return htmlsafe_json_dumps(_without_empty(value), ensure_ascii=False)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _without_empty(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in ("", [], {}, None)}
    if isinstance(value, list):
        return [_without_empty(one) for one in value]
    return visible(value) if isinstance(value, str) else value


def html_gettext(message: str, /, **values: object) -> Markup:
    """`messages.gettext` in markup: the sentence is ours, its values are escaped."""
    return _in_markup(CATALOGUES[language()].gettext(message), values)


def html_ngettext(singular: str, plural: str, number: int, /, **values: object) -> Markup:
    """`messages.ngettext` in markup: the sentence is ours, its values are escaped."""
    message = CATALOGUES[language()].ngettext(singular, plural, number)
    return _in_markup(message, {**values, "count": number})


def _in_markup(message: str, values: Mapping[str, object]) -> Markup:
    escaped = {
        name: shown(number_text(value) if isinstance(value, int) else value)
        for name, value in values.items()
    }
    return Markup(filled(message, escaped))  # noqa: S704 - escaped above


def render(name: str, /, **values: object) -> Markup:
    """A template of presentation/templates with its values. A missing value is an error."""
    return Markup(_environment().get_template(name).render(values))  # noqa: S704 - autoescaped


@cache
def _environment() -> Environment:
    """Compiles each template once. Every value in it passes `shown`, hence `escape`."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["with_languages"] = with_languages
    environment.globals.update(
        gettext=html_gettext,
        ngettext=html_ngettext,
        link=link,
        table=table,
        paragraph=paragraph,
        folded=folded,
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    return environment


def link(url: str, text: str) -> Markup:
    """A link that does not tell its host where the reader came from; the text if no address."""
    if not url.startswith(("https://", "http://")):
        return shown(text)
    return render("link.html", url=url, text=text)


def table(
    heads: Sequence[str], lines: Iterable[Iterable[object]], is_folded: bool = False
) -> Markup:
    """A table of texts, some of which may be markup.

    `is_folded`: on a phone it has no headings, so each cell carries its own.
    """
    return render("table.html", heads=heads, lines=lines, is_folded=is_folded)


def paragraph(text: str, kind: str = "", role: str = "") -> Markup:
    """A paragraph of text or markup; `kind` is its class."""
    return render("paragraph.html", text=text, kind=kind, role=role)


def folded(summary: str, content: Markup, kind: str = "") -> Markup:
    """Content that a reader unfolds; `kind` is its class."""
    return render("folded.html", summary=summary, content=content, kind=kind)
