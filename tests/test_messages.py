"""Messages for readers: sentences with named placeholders, in the current language."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path
from threading import Thread

import pytest

from refoulement.messages import (
    CATALOGUES,
    Words,
    gettext,
    language,
    later,
    marked,
    ngettext,
    nlater,
    speaking,
)
from refoulement.presentation.html import html_gettext, html_ngettext
from refoulement.problems import Problem
from scripts.hand_glued import found_in, is_meant
from scripts.messages import Use, disagreements, placeholders


class _Other(NullTranslations):
    """A language with one form for all numbers."""

    def gettext(self, message: str) -> str:
        return f"<{message}>"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"<{msgid2}>"


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(CATALOGUES, "other", _Other())
    return "other"


def test_a_sentence_takes_its_values_by_name() -> None:
    assert gettext("%(a)s before %(b)s", b="b", a="a") == "a before b"
    assert gettext("%(count)s of 100 %%", count=1170) == "1,170 of 100 %"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        gettext("%(a)s before %(b)s", a="a")


def test_a_number_chooses_the_form_and_stands_in_it() -> None:
    said = [ngettext("%(count)s dog", "%(count)s dogs", number) for number in (1, 2, 2000)]
    assert said == ["1 dog", "2 dogs", "2,000 dogs"]


def test_the_language_is_the_one_chosen_and_only_inside_the_block(other: str) -> None:
    words = Words({"a": marked("A")})
    with speaking(other):
        assert language() == other
        assert gettext("%(a)s!", a="A") == "<A!>"
        assert ngettext("%(count)s dog", "%(count)s dogs", 1) == "<1 dogs>"
        assert dict(words) == {"a": "<A>"}
    assert gettext("%(a)s!", a="A") == "A!"
    assert dict(words) == {"a": "A"}


def test_what_is_kept_is_said_in_the_language_of_who_reads_it(other: str) -> None:
    dogs = nlater("%(count)s dog", "%(count)s dogs", 2)
    problem = Problem("a.csv", later("expected %(what)s", what=dogs))
    assert problem.text == "a.csv: expected 2 dogs"
    with speaking(other):
        assert problem.text == "a.csv: <expected <2 dogs>>"


def test_one_thread_does_not_speak_the_language_of_another(other: str) -> None:
    heard: list[str] = []
    with speaking(other):
        thread = Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_values_in_markup_are_escaped_and_the_sentence_is_not() -> None:
    assert html_gettext("<b>%(a)s</b>", a="<i>`${") == "<b>&#60;i&#62;&#96;&#36;&#123;</b>"
    assert html_gettext("<b>%(a)s</b>", a=html_gettext("<i>x</i>")) == "<b><i>x</i></b>"
    assert html_ngettext("%(count)s <b>%(a)s</b>", "", 1, a="<") == "1 <b>&#60;</b>"
    with pytest.raises(TypeError):
        html_gettext("<b>%(a)s</b>", a=None)


def test_the_places_of_a_sentence_and_its_values_must_agree() -> None:
    def wrong(forms: tuple[str, ...], *values: str) -> bool:
        return bool([*disagreements([Use("here", forms, frozenset(values))])])

    assert not wrong(("%(a)s",), "a")
    assert wrong(("%(a)s",))
    assert wrong(("%(a)s",), "a", "b")
    assert not wrong(("One of %(a)s", "%(count)s of %(a)s"), "a")
    assert wrong(("One", "%(count)s of %(a)s"), "a")
    assert wrong(("100 %",))


def test_a_singular_has_one_plural_everywhere() -> None:
    uses = [Use("here", ("A dog", "%(count)s dogs"), frozenset()) for _ in range(2)]
    assert not [*disagreements(uses)]
    for other in (("A dog", "Dogs"), ("A dog",)):
        assert [*disagreements([*uses, Use("there", other, frozenset())])]


def test_only_named_places_are_places() -> None:
    assert placeholders("%(a)s and %(b)s of 100 %%") == {"a", "b"}
    with pytest.raises(ValueError, match="expected"):
        placeholders("%s")


@pytest.mark.parametrize(
    ("file", "code", "kind"),
    [
        ("ui/new.py", 'st.html(f"<p>{said}</p>")', "HTML"),
        ("refoulement/presentation/new.py", 'said = "No report matches."', "sentence"),
        ("ui/new.py", 'said = f"{number} of them match"', "sentence"),
        ("assets/map/new.js", "const said = `${number} of them match`;", "sentence"),
    ],
)
def test_what_is_glued_by_hand_is_found(file: str, code: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(code)
    found, *_ = found_in(tmp_path)
    assert (found.kind, is_meant(found)) == (kind, False)


@pytest.mark.parametrize("code", ['gettext("No report matches.")', '"""No report matches."""', "x"])
def test_messages_and_docstrings_are_not_glued_by_hand(code: str, tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "new.py").write_text(code)
    assert not [*found_in(tmp_path)]
