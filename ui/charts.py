"""The timeline's charts: Altair charts on one time axis, which stand under each other.

They are light in both themes, as the map is, so that the colours of the measures
stay apart. What they show stands beside them as text (timeline_markup).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from refoulement.dataset import Dataset
from refoulement.rivals import Rivals
from refoulement.symbols import STYLES
from refoulement.timeline import Arrivals, Context, Days, EventBar, context
from refoulement.vocabulary import MEASURES
from refoulement.wording import count_text, span_text

#: Name of the selection that a click on a bar makes: its value has the field event_id.
CLICK = "event"

FONT = '"Source Sans", sans-serif'  # Streamlit's own
PAPER, INK, FAINT = "#fbfaf7", "#3a3d40", "#8c8a84"
OTHER = "#6d5a8c"  # arrivals: no colour of a measure's
PANEL, STRIP = 150, 84  # pixels of height
Y_AXIS = 46  # pixels kept free left of every chart, so that their time axes line up
MOST_LABELS = 8  # more figures beside their bars would cover each other
_VEGA_SHAPES = {
    "disc": "circle",
    "diamond": "diamond",
    "triangle": "triangle-up",
    "square": "square",
}


def time_domain(first: date, last: date) -> Days:
    """The days that the axis shows: the range, with some air where it is short."""
    air = max(timedelta(days=3), (last - first) / 60)
    return first - air, last + air


def is_shown(days: Days, domain: Days) -> bool:
    """Whether the axis shows any of these days."""
    return days[1] >= domain[0] and days[0] <= domain[1]


def events_chart(
    dataset: Dataset, bars: Sequence[EventBar], measure: str, domain: Days
) -> alt.LayerChart:
    """Events of one measure: bars from the first to the last day, from the low to the high.

    Pale where only some reports allow the day, solid where all of them do.
    """
    colour, shape = STYLES[measure].colour, STYLES[measure].shape
    table = _bars_table(dataset, bars, domain)
    base = alt.Chart(table).encode(
        y=alt.Y(
            "low:Q",
            title="people",
            scale=alt.Scale(type="sqrt", domain=[0, _ceiling(bars)]),
            axis=_y_axis(values=[0, 10, 50, 200, 500, 1000, 2000, 5000, 10_000, 50_000]),
        ),
        y2="high:Q",
    )
    pale = base.mark_bar(color=colour, stroke=colour, strokeWidth=1.5, clip=True).encode(
        x=_x("first", domain),
        x2="after",
        fillOpacity=alt.value(0.25),
        strokeOpacity=alt.condition("datum.numbered", alt.value(0.6), alt.value(0.25)),
    )
    solid = (
        base.transform_filter("datum.numbered && datum.agreed_first !== null")
        .mark_bar(color=colour, stroke=colour, strokeWidth=1.5, clip=True)
        .encode(x=_x("agreed_first", domain), x2="agreed_after")
    )
    symbols = (
        alt.Chart(table)
        .mark_point(shape=_VEGA_SHAPES[shape], size=110, color=colour, strokeWidth=1.5)
        .encode(
            x=_x("middle", domain),
            y="top:Q",
            fill=alt.condition("datum.numbered", alt.value(colour), alt.value(PAPER)),
            tooltip=[
                alt.Tooltip("label:N", title="Event"),
                alt.Tooltip("dates:N", title="Date"),
                alt.Tooltip("figure:N", title=MEASURES[measure]),
                alt.Tooltip("evidence:N", title="Rests on"),
            ],
        )
        .add_params(alt.selection_point(name=CLICK, fields=["event_id"], nearest=True, empty=False))
    )
    signs = (
        alt.Chart(table)
        .mark_text(color=INK, dy=-13, fontSize=11)
        .encode(x=_x("middle", domain), y="top:Q", text="sign:N")
    )
    return _panel(_rules(context(dataset), domain), pale, solid, symbols, signs)


def sources_chart(years: Mapping[int, int], domain: Days) -> alt.LayerChart:
    """How many sources each year published, as bars as wide as the year."""
    table = pd.DataFrame(
        [
            {
                "first": pd.Timestamp(year, 1, 1),
                "after": pd.Timestamp(year + 1, 1, 1),
                "sources": number,
                "said": count_text(number, "source"),
                "year": str(year),
            }
            for year, number in years.items()
        ]
    )
    bars = (
        alt.Chart(table)
        .mark_bar(color=FAINT, opacity=0.6, stroke=PAPER, clip=True)
        .encode(
            x=_x("first", domain),
            x2="after",
            y=alt.Y("sources:Q", title="sources", axis=_y_axis(tickCount=3)),
            y2=alt.datum(0),
            tooltip=[alt.Tooltip("year:N", title="Year"), alt.Tooltip("said:N", title="Published")],
        )
    )
    return _panel(bars, height=STRIP)


def context_chart(found: Sequence[Context], domain: Days) -> alt.LayerChart:
    """What bears on reporting: marks as wide as their dates are uncertain, numbered from 1."""
    table = pd.DataFrame(
        [
            {
                "first": pd.Timestamp(item.days[0]),
                "after": _after(item.days[1]),
                "number": str(number),
                "said": item.label,
                "dates": span_text(*item.days),
            }
            for number, item in enumerate(found, start=1)
        ]
    )
    base = alt.Chart(table).encode(x=_x("first", domain))
    marks = base.mark_bar(color=INK, stroke=INK, height=14, clip=True).encode(
        x2="after",
        tooltip=[alt.Tooltip("said:N", title="What"), alt.Tooltip("dates:N", title="Date")],
    )
    numbers = base.mark_text(align="right", dx=-5, color=INK, fontSize=12, clip=True).encode(
        text="number:N"
    )
    # An axis without a trace, so that this chart is as wide as the others.
    unseen = alt.Chart(pd.DataFrame({"none": [0]})).mark_point(opacity=0)
    kept_free = _y_axis(labelOpacity=0, ticks=False, domain=False, grid=False)
    return _panel(
        unseen.encode(y=alt.Y("none:Q", title=" ", axis=kept_free)), marks, numbers, height=60
    )


def arrivals_chart(found: Sequence[Arrivals], domain: Days) -> alt.LayerChart:
    """Arrivals in South Korea: years filled, shorter periods as outlines, provisional dashed."""
    table = pd.DataFrame(
        [
            {
                "first": pd.Timestamp(item.days[0]),
                "after": _after(item.days[1]),
                "people": item.people,
                "period": item.period,
                "said": f"{'about ' if item.approximate else ''}{item.people:,}",
                "status": item.status,
                "note": item.note or "none",
                "source": item.source,
                "year": item.kind == "year",
                "provisional": item.status == "provisional",
            }
            for item in found
        ]
    )
    base = alt.Chart(table).encode(
        x=_x("first", domain),
        x2="after",
        y=alt.Y("people:Q", title="people", axis=_y_axis(tickCount=3)),
        y2=alt.datum(0),
        tooltip=[
            alt.Tooltip("period:N", title="Period"),
            alt.Tooltip("said:N", title="Arrived in South Korea"),
            alt.Tooltip("status:N", title="Status"),
            alt.Tooltip("source:N", title="Source"),
            alt.Tooltip("note:N", title="Note"),
        ],
    )
    years = base.transform_filter("datum.year").mark_bar(
        color=OTHER, opacity=0.45, stroke=PAPER, clip=True
    )
    shorter = (
        base.transform_filter("!datum.year")
        .mark_bar(fillOpacity=0.12, color=OTHER, stroke=OTHER, strokeWidth=1.4, clip=True)
        .encode(strokeDash=alt.condition("datum.provisional", alt.value([3, 3]), alt.value([1, 0])))
    )
    return _panel(years, shorter, height=STRIP + 20)


def _bars_table(dataset: Dataset, bars: Sequence[EventBar], domain: Days) -> pd.DataFrame:
    """One row a bar that the axis can hold; heights in people, days as the start of a day."""
    dated = [(bar, bar.days) for bar in bars if bar.days]
    rows = []
    for bar, days in dated:
        rivals, interval, agreed = bar.rivals, bar.rivals.interval, bar.agreed
        shown = agreed or days
        rows.append(
            {
                "event_id": rivals.event_id,
                "label": str(dataset.event[rivals.event_id]["label"]),
                "dates": span_text(*days),
                "figure": rivals.figure_text,
                "evidence": rivals.evidence_text,
                "sign": _sign(rivals, len(dated) <= MOST_LABELS),
                "numbered": interval is not None,
                "first": pd.Timestamp(days[0]),
                "after": _after(days[1]),
                "middle": _middle(max(shown[0], domain[0]), min(shown[1], domain[1])),
                "agreed_first": pd.Timestamp(agreed[0]) if agreed else None,
                "agreed_after": _after(agreed[1]) if agreed else None,
                "low": (interval.low or 0) if interval else 0,
                "high": interval.highest if interval else 0,
                "top": interval.highest if interval else 0,
            }
        )
    return pd.DataFrame(rows)


def _sign(rivals: Rivals, in_full: bool) -> str:
    """What stands over a bar: its figure, or where there are many only that it is open."""
    if rivals.interval is None:
        return "?" if rivals.is_counted else ""
    if in_full:
        return str(rivals.interval)
    return "+" if rivals.interval.open_above else "≤" if rivals.interval.low is None else ""


def _rules(found: Sequence[Context], domain: Days) -> alt.Chart:
    """A faint line through a chart where the border was closed or reopened."""
    table = pd.DataFrame({"first": [pd.Timestamp(item.days[0]) for item in found]})
    rules: alt.Chart = alt.Chart(table).mark_rule(color=FAINT, strokeDash=[2, 3], clip=True)
    return rules.encode(x=_x("first", domain))


def _x(field: str, domain: Days) -> alt.X:
    ends = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in domain]
    axis = alt.Axis(labelOverlap="greedy", labelSeparation=10)
    return alt.X(f"{field}:T", title=None, axis=axis, scale=alt.Scale(domain=ends))


def _y_axis(**options: Any) -> alt.Axis:
    return alt.Axis(minExtent=Y_AXIS, maxExtent=Y_AXIS, titlePadding=2, **options)


def _panel(*layers: alt.Chart, height: int = PANEL) -> alt.LayerChart:
    panel: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=height, padding={"left": 4, "right": 12, "top": 4, "bottom": 2})
        .configure(background=PAPER, font=FONT)
        .configure_text(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, gridColor="#e4e0d7", domainColor=FAINT)
    )
    return panel


def _ceiling(bars: Sequence[EventBar]) -> float:
    """Top of the axis in people: the highest number, and room for a sign above it."""
    return 1.4 * max(
        (bar.rivals.interval.highest for bar in bars if bar.rivals.interval), default=10
    )


def _after(day: date) -> pd.Timestamp:
    """The end of a day, which is the start of the next: a bar includes its last day."""
    return pd.Timestamp(day) + pd.Timedelta(days=1)


def _middle(first: date, last: date) -> pd.Timestamp:
    return pd.Timestamp(first) + (_after(last) - pd.Timestamp(first)) / 2
