"""The dataset card: its sizes and dates, which follow from the rows.

Each appears in the card in one form, which is searched for and rewritten; a person writes
the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pandas as pd

from refoulement.curating.refusal import RefusalError, at
from refoulement.dataset.events import split_ids
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext
from refoulement.presentation.citation import citation
from refoulement.vocabulary import language_name
from refoulement.wording import count_text, day_text

FILE = "README.md"
FEW = 10  # people: smaller groups are not dated to a day
_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_N = r"(?:\d[\d,]*|[A-Za-z]+)"  # a number, in figures or as a word

_EVERY_YEAR = "Some report covers a day of every year."

Form = tuple[str, str]


def renewed(card: str, dataset: Dataset, checked: date) -> tuple[str, list[str]]:
    """The card with the sizes and dates of a dataset, and the sentences that it does not contain.

    Raises RefusalError, with the line number if there is one, if a line of its table is missing
    or appears twice.
    """
    wrong = []
    for pattern, text in _lines(dataset, checked):
        found = list(re.finditer(pattern, card, re.MULTILINE))
        if len(found) == 1:
            card = card[: found[0].start()] + text + card[found[0].end() :]
        else:
            line = card.count("\n", 0, found[1].start()) + 1 if found else None
            message = gettext(
                "expected one line like “%(line)s”, found %(number)s", line=text, number=len(found)
            )
            wrong.append(at(FILE, line, message))
    if wrong:
        raise RefusalError(*wrong)
    missing = []
    for pattern, text in _sentences(dataset):
        card, times = re.subn(pattern, _as_begun(text), card)
        if not times:
            missing.append(text)
    return card, missing


def _lines(dataset: Dataset, checked: date) -> list[Form]:
    """The lines that every card has."""
    first, last = dataset.span
    released = day_text(dataset.released or checked)
    parts = int((dataset.events["part_of"] != "").sum())
    context = (
        f"{count_text(len(dataset.crossings), 'pair')} of border posts, "
        f"{count_text(len(dataset.arrivals), 'figure')} of arrivals in South Korea, "
        f"{count_text(len(dataset.context), 'dated event')}"
    )
    are = "is a part" if parts == 1 else "are parts"
    rows = {
        "dates that reports speak of": f"{day_text(first)} to {day_text(last)}",
        "published": _published(dataset.sources["published"]),
        "last checked": day_text(checked),
        "reports": f"{len(dataset.reports):,}: {_by_measure(dataset)}",
        "events": f"{len(dataset.events):,}, of which {parts} {are} of others",
        "sources": f"{len(dataset.sources):,}: {_by_language(dataset)}",
        "places": f"{len(dataset.sites):,}: {_by_country(dataset)}",
        "context": context,
    }
    return [
        (r"^Version \S+, \d+ \w+ \d{4}\.", f"Version {dataset.version}, {released}."),
        *((rf"^\| {name} \|.*\|$", f"| {name} | {said} |") for name, said in rows.items()),
        (r"^> .*, version .*$", f"> {citation(dataset)}"),
    ]


def _sentences(dataset: Dataset) -> list[Form]:
    """The sentences on limits that depend on the rows; a card may word them otherwise."""
    reports, sources = dataset.reports, dataset.sources
    years = reports["date_from"].dropna().dt.year.value_counts()
    year = int(years[years == years.max()].index.min()) if len(years) else 0
    full = reports[reports["read_as"] == "full_text"]
    texts = full["source_id"].nunique()
    published = sources["published"].str.len()
    named = reports["site_ids"].map(split_ids).map(len)
    several = int((named > 1).sum())
    lists = reports["count_high"].fillna(reports["count_low"])
    few = int((lists < FEW).fillna(False).sum())
    begin = int(years.max()) if len(years) else 0
    denied = int((dataset.events["denial"] != "").sum())
    repeats = int((reports["derived_from"] != "").sum())
    return [
        (
            rf"{_N} of the {_N} reports begin in \d{{4}}\.",
            f"{begin} of the {len(reports):,} reports begin in {year}.",
        ),
        (rf"No report covers any day of [\d ,a-z]+\.|{_EVERY_YEAR}", _silent_years(dataset)),
        (
            rf"{_N} reports come from the opening of the publisher's page",
            f"{(reports['read_as'] == 'excerpt').sum()} reports come from the opening of "
            "the publisher's page",
        ),
        (
            rf"{_N} come from {_N} texts? read in full",
            f"{len(full)} come from {_word(texts)} text{'' if texts == 1 else 's'} read in full",
        ),
        (
            rf"{_N} reports are marked as repeats",
            f"{repeats} reports are marked as repeats",
        ),
        (rf"{_N} reports have none", f"{(reports['origin'] == '').sum()} reports have none"),
        (
            rf"{_N} reports name no place in `sites.csv`; {_N} share one count between several",
            f"{(named == 0).sum()} reports name no place in `sites.csv`; "
            f"{several} share one count between several",
        ),
        (
            rf"Of the {_N} sources, {_N} are dated to a month and {_N} to a year only",
            f"Of the {len(sources):,} sources, {(published == len('2021-07')).sum()} are dated "
            f"to a month and {(published == len('2021')).sum()} to a year only",
        ),
        (rf"{_N} sources? ha(?:s|ve) none\.", _none_has(int((sources["url"] == "").sum()))),
        (
            rf"{_N} rows? counts? fewer than ten people",
            _count(few, "row", "count", "counts") + " fewer than ten people",
        ),
        (
            rf"A denial is recorded for {_N} events? only",
            f"A denial is recorded for {_word(denied)} event{'' if denied == 1 else 's'} only",
        ),
        (
            rf"read in {_N} languages?",
            f"read in {_word(sources['language'].nunique())} languages",
        ),
        (
            rf"{_N} sources? (?:was|were) read in Chinese\.",
            _count(int((sources["language"] == "zh").sum()), "source", "were", "was")
            + " read in Chinese.",
        ),
    ]


def _by_measure(dataset: Dataset) -> str:
    counts = dataset.reports["measure"].value_counts()
    words = {
        "returned": "of returns",
        "held": "of people held in China",
        "arrested": "of arrests",
        "other": "other",
        "held_after_return": "of people held after return",
    }
    return ", ".join(f"{counts.get(m, 0):,} {word}" for m, word in words.items())


def _by_language(dataset: Dataset) -> str:
    said = [
        f"{count:,} {{}}in {language_name(str(code))}"
        for code, count in _most_first(dataset.sources["language"])
    ]
    return ", ".join(line.format("" if at_ else "read ") for at_, line in enumerate(said))


def _by_country(dataset: Dataset) -> str:
    counts = _most_first(dataset.sites["country"])
    return ", ".join(f"{count:,} in {country}" for country, count in counts)


def _most_first(column: pd.Series[str]) -> list[tuple[str, int]]:
    counts = column.value_counts()
    return sorted(((str(name), int(n)) for name, n in counts.items()), key=lambda p: (-p[1], p[0]))


def _published(dates: pd.Series[str]) -> str:
    """From the first year to the last month, as far as it is known."""
    first, last = min(dates, default=""), max(dates, default="")
    if len(last) > len("2021"):
        last = f"{date.fromisoformat(f'{last[:7]}-01'):%B %Y}"
    return f"{first[:4]} to {last}"


def _silent_years(dataset: Dataset) -> str:
    """The years between the first and the last in which no current report covers a day."""
    current = dataset.reports[dataset.reports["status"] == "current"]
    spans = current[["date_from", "date_to"]].dropna().drop_duplicates()
    covered: set[int] = set()
    for first, last in zip(spans["date_from"].dt.year, spans["date_to"].dt.year, strict=True):
        covered.update(range(first, last + 1))
    silent = [year for year in range(*(d.year for d in dataset.span)) if year not in covered]
    runs: list[list[int]] = []
    for year in silent:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    listed = " or ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))
    return f"No report covers any day of {listed}." if listed else _EVERY_YEAR


def _none_has(number: int) -> str:
    return f"{_count(number, 'source', 'have', 'has')} none."


def _count(number: int, noun: str, several: str, one: str) -> str:
    """A number with a noun and a verb, to begin a sentence; zero takes the singular."""
    return f"{_word(number)} {noun} {one}" if number < 2 else f"{_word(number)} {noun}s {several}"


def _word(number: int) -> str:
    """A small number as a word."""
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"


def _as_begun(text: str) -> Callable[[re.Match[str]], str]:
    """The text as a replacement, capitalised if what it replaces is."""
    return lambda match: text[0].upper() + text[1:] if match.group()[0].isupper() else text
