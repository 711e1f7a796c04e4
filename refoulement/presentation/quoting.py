"""How to quote a record: a ready sentence that names who said it, and what to cite for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from refoulement.counting.rivals import EventRivals, Line, Rivals
from refoulement.counting.rules import interval_of
from refoulement.dataset.report import Report
from refoulement.dataset.tables import Dataset
from refoulement.messages import Counts, gettext, marked_plural
from refoulement.presentation.citation import Work, cite_dataset, cite_report
from refoulement.presentation.summary import heading
from refoulement.settings import public_address
from refoulement.vocabulary import COUNTED_MEASURES
from refoulement.wording import day_text, month_text, one_line, span_text

_HAPPENED = Counts(
    {
        "held": marked_plural(
            "%(figure)s person was held in China", "%(figure)s people were held in China"
        ),
        "returned": marked_plural(
            "China returned %(figure)s person to North Korea",
            "China returned %(figure)s people to North Korea",
        ),
        "arrested": marked_plural(
            "China arrested %(figure)s person", "China arrested %(figure)s people"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence to copy, what limits it, and the works to cite: sources first, then us."""

    sentence: str
    note: str
    works: tuple[Work, ...]


def quote_report(dataset: Dataset, report: Report, path: str) -> Quote:
    """How to quote one statement; `path` is that of its page."""
    source = _source_text(dataset, report)
    interval = interval_of([report])
    if interval and report.measure in COUNTED_MEASURES and report.country == "China":
        said = _HAPPENED.said(report.measure, interval.highest, figure=interval.words)
    else:
        said = one_line(str(dataset.report[report.report_id]["summary"])).rstrip(".")
    sentence = gettext(
        "%(said)s (%(when)s), according to %(source)s, collected in %(map)s.",
        said=said,
        when=span_text(report.date_from, report.date_to),
        source=source,
        map=_map_text(dataset),
    )
    return _quote(dataset, sentence, [report], path)


def quote_event(dataset: Dataset, event: EventRivals, path: str) -> Quote | None:
    """How to quote what sources say about an event; None if no measure has a figure.

    Of several measures, the first that has one is quoted.
    """
    rivals = next((one for one in event.measures if one.interval), None)
    if rivals is None or rivals.interval is None:
        return None
    said = _HAPPENED.said(rivals.measure, rivals.interval.highest, figure=rivals.interval.words)
    when, ours = span_text(event.first, event.last), _map_text(dataset)
    ends = _ends(dataset, rivals)
    if len(ends) == 1:
        sentence = gettext(
            "%(said)s (%(when)s), according to %(source)s, collected in %(map)s.",
            said=said,
            when=when,
            source=_source_text(dataset, ends[0]),
            map=ours,
        )
    elif ends:
        lowest, highest = (interval_of([report]) for report in ends)
        assert lowest
        assert highest
        sentence = gettext(
            "%(said)s (%(when)s), from %(lowest)s according to %(first)s to %(highest)s according "
            "to %(last)s, collected in %(map)s.",
            lowest=lowest.words,
            first=_source_text(dataset, ends[0]),
            highest=highest.words,
            last=_source_text(dataset, ends[1]),
            said=said,
            when=when,
            map=ours,
        )
    else:
        sentence = gettext(
            "%(said)s (%(when)s), the sum of what sources say about its parts, collected in "
            "%(map)s.",
            said=said,
            when=when,
            map=ours,
        )
        ends = [line.report for line in rivals.all_lines() if line.reason is None]
    return _quote(dataset, sentence, ends, path)


def published_text(published: str) -> str:
    """When a source was published, in words, as far as known: a day, a month or a year."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        return day_text(date.fromisoformat(published))
    if re.fullmatch(r"\d{4}-\d\d", published):
        return month_text(date.fromisoformat(f"{published}-01"))
    return published


def _quote(dataset: Dataset, sentence: str, reports: Sequence[Report], path: str) -> Quote:
    works = {report.source_id: cite_report(dataset, report.report_id)[0] for report in reports}
    (whole,) = cite_dataset(dataset)
    address = public_address()
    ours = replace(
        whole,
        key=f"{whole.key}-{path.replace('/', '-')}",
        note=gettext("Page %(path)s.", path=path).rstrip("."),
        url=f"{address}{path}" if address else whole.url,
    )
    return Quote(one_line(sentence), _opening_note(dataset, reports), (*works.values(), ours))


def _ends(dataset: Dataset, rivals: Rivals) -> list[Report]:
    """The statements with the lowest and the highest number; one if it gives both.

    Ties go to one read in full, then to the first published. Empty if parts make the figure.
    """
    lines = [line for line in rivals.lines if line.reason is None and line.interval]
    if not lines:
        return []

    def first(found: Iterable[Line]) -> Report:
        return min((line.report for line in found), key=lambda one: _order(dataset, one))

    low = min(line.interval.lowest for line in lines if line.interval)
    high = max(line.interval.highest for line in lines if line.interval)
    of_low = [line for line in lines if line.interval and line.interval.lowest == low]
    of_high = [line for line in lines if line.interval and line.interval.highest == high]
    of_high = [line for line in of_high if line.interval and line.interval.open_above] or of_high
    both = [line for line in of_low if line in of_high]
    return [first(both)] if both else [first(of_low), first(of_high)]


def _order(dataset: Dataset, report: Report) -> tuple[bool, str, str]:
    is_read = dataset.report[report.report_id]["read_as"] == "full_text"
    return not is_read, dataset.source[report.source_id]["published"], report.report_id


def _source_text(dataset: Dataset, report: Report) -> str:
    """Who said it: the publisher, when, and whom they cite."""
    source, who = dataset.source[report.source_id], dataset.report[report.report_id]
    when = published_text(source["published"])
    cited = who["attributed_to"]
    if cited and cited != source["publisher"]:
        return gettext(
            "%(publisher)s (%(when)s, citing %(who)s)",
            publisher=source["publisher"],
            when=when,
            who=cited,
        )
    return gettext("%(publisher)s (%(when)s)", publisher=source["publisher"], when=when)


def _map_text(dataset: Dataset) -> str:
    return gettext("%(name)s %(version)s", name=heading(dataset), version=dataset.version)


def _opening_note(dataset: Dataset, reports: Iterable[Report]) -> str:
    """Which of the sources were read only in their opening lines; empty for none."""
    partly = [
        dataset.source[report.source_id]["publisher"]
        for report in reports
        if dataset.report[report.report_id]["read_as"] == "excerpt"
    ]
    if not partly:
        return ""
    names = ", ".join(dict.fromkeys(partly))
    return gettext(
        "Read only from its opening: %(sources)s. Read the whole source before you quote it.",
        sources=names,
    )
