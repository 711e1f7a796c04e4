"""The charts: Vega-Lite specifications, drawn by the Vega-Lite that comes with Streamlit.

They are plain dictionaries because building Altair objects would slow down every rerun; the tests
check them against Altair's schema. timeline_markup gives the same content as text beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from refoulement.counting.rivals import Rivals
from refoulement.dataset.tables import Dataset
from refoulement.messages import gettext, ngettext
from refoulement.presentation.timeline import (
    Arrivals,
    Context,
    Days,
    EventBar,
    context,
    period_days,
)
from refoulement.presentation.timeline_markup import evidence_text
from refoulement.vocabulary import MEASURES, STATUSES, STYLES
from refoulement.wording import span_text
from ui import chart_pieces as pieces
from ui.chart_pieces import FAINT, INK, PAPER, STRIP, Spec

#: Name of the selection made by a click on a bar; its value has the field event_id.
CLICK = "event"

OTHER = "#6d5a8c"  # arrivals: a colour that no measure has
MOST_LABELS = 8  # with more, the figures beside the bars would overlap
LEAST_SHARE = 0.08  # of the axis: text over a narrower column would overlap its neighbours
TARGET = 500  # area in square pixels around a symbol that responds to the pointer
BELOW_ZERO = 0.04  # of the highest number: how far under the axis events without a figure stand
_PEOPLE_TICKS = [0, 10, 50, 200, 500, 1000, 2000, 5000, 10_000, 50_000]
_VEGA_SHAPES = {
    "disc": "circle",
    "diamond": "diamond",
    "triangle": "triangle-up",
    "square": "square",
}


def time_domain(first: date, last: date) -> Days:
    """The days that the axis shows: the range, with a margin that is at least three days."""
    air = max(timedelta(days=3), (last - first) / 60)
    return first - air, last + air


def is_shown(days: Days, domain: Days) -> bool:
    """Whether the axis shows any of these days."""
    return days[1] >= domain[0] and days[0] <= domain[1]


def events_chart(
    dataset: Dataset, bars: Sequence[EventBar], measure: str, domain: Days, opened: str | None
) -> Spec:
    """Events of one measure: bars from the first to the last day, from the low to the high.

    Pale for every day that some report gives, solid for days on which several agree.
    Events without a figure stand in a strip under the axis. `opened` is the event
    shown beside the chart.
    """
    colour = STYLES[measure].colour
    highest = max((b.rivals.interval.highest for b in bars if b.rivals.interval), default=10)
    strip = -BELOW_ZERO * highest
    rows = _bar_rows(dataset, bars, domain, opened, strip)
    tooltip = pieces.tooltip(
        label=gettext("Event"),
        dates=gettext("Date"),
        figure=MEASURES[measure],
        evidence=gettext("Based on"),
    )
    no_figure = json.dumps(gettext("no figure"))
    axis = pieces.y_axis(
        values=[strip, *_PEOPLE_TICKS],
        labelExpr=f"datum.value < 0 ? {no_figure} : format(datum.value, ',')",
    )
    y = pieces.quantity("low", title=gettext("people"), axis=axis) | {
        "scale": {"type": "sqrt", "domain": [2 * strip, 1.4 * highest]}
    }
    filled = {"type": "bar", "clip": True, "color": colour, "stroke": colour}
    height = {"y": y, "y2": {"field": "high"}, "tooltip": tooltip}
    at = {"x": pieces.time("middle"), "y": pieces.quantity("top"), "tooltip": tooltip}
    shape = _VEGA_SHAPES[STYLES[measure].shape]
    layers = [
        # Drawn first, so that the pointer reaches it last: the area around each symbol.
        pieces.layer(rows, {"type": "point", "size": TARGET, "opacity": 0}, **at)
        | {"params": [{"name": CLICK, "select": {"type": "point", "fields": ["event_id"]}}]},
        *_bands(context(dataset), domain),
        pieces.layer(
            rows,
            filled | {"fillOpacity": 0.22, "strokeOpacity": 0.55},
            x=pieces.time("first"),
            x2={"field": "after"},
            **height,
        ),
        pieces.layer(
            [row for row in rows if row["agreed_first"]],
            filled | {"strokeWidth": 1.5},
            x=pieces.time("agreed_first"),
            x2={"field": "agreed_after"},
            **height,
        ),
        pieces.layer(
            rows,
            {"type": "point", "shape": shape, "size": 110, "opacity": 0.9, "aria": True},
            description={"field": "label", "type": "nominal"},
            fill=pieces.either("datum.numbered", colour, PAPER),
            stroke=pieces.either("datum.opened", INK, colour),
            strokeWidth=pieces.either("datum.opened", 3, 1.5),
            **at,
        ),
        pieces.layer(rows, pieces.words(dy=-13), text={"field": "sign", "type": "nominal"}, **at),
    ]
    return pieces.panel(layers, domain)


def sources_chart(years: Mapping[int, int], domain: Days) -> Spec:
    """The number of sources published in each year, as bars a year wide."""
    shown = [year for year in years if is_shown(period_days(str(year)), domain)]
    rows = [
        pieces.ends(period_days(str(year)), domain)
        | {
            "sources": years[year],
            "said": ngettext("%(count)s source", "%(count)s sources", years[year]),
            "year": str(year),
            "sign": _label(f"{year}: {years[year]}", period_days(str(year)), domain, len(shown)),
        }
        for year in shown
    ]
    tooltip = pieces.tooltip(year=gettext("Year"), said=gettext("Published"))
    look = {"color": FAINT, "opacity": 0.6, "stroke": PAPER}
    return pieces.panel(_columns(rows, "sources", gettext("sources"), tooltip, look), domain, STRIP)


def context_chart(found: Sequence[Context], domain: Days) -> Spec:
    """Context for the reporting: marks as wide as their dates are uncertain, numbered from 1."""
    rows = [
        pieces.ends(item.days, domain)
        | {"number": str(number), "said": item.label, "dates": span_text(*item.days), "row": " "}
        for number, item in enumerate(found, start=1)
        if is_shown(item.days, domain)
    ]
    axis = pieces.y_axis(ticks=False, domain=False)
    y = {"field": "row", "type": "nominal", "title": " ", "axis": axis}
    tooltip = pieces.tooltip(said=gettext("What"), dates=gettext("Date"))
    mark = {"type": "bar", "color": INK, "stroke": INK, "height": 14, "clip": True}
    layers = [
        pieces.layer(
            rows, mark, x=pieces.time("first"), x2={"field": "after"}, y=y, tooltip=tooltip
        ),
        pieces.layer(
            rows,
            pieces.words(dy=-15),
            x=pieces.time("middle"),
            y=y,
            text={"field": "number"},
            tooltip=tooltip,
        ),
    ]
    return pieces.panel(layers, domain, height=60)


def arrivals_chart(found: Sequence[Arrivals], domain: Days) -> Spec:
    """Arrivals in South Korea: years filled, shorter periods outlined, provisional ones dashed.

    A year without a figure between others gets a question mark, so that nobody reads it as zero.
    """
    shown = [item for item in found if is_shown(item.days, domain)]
    rows = [
        pieces.ends(item.days, domain)
        | {
            "people": item.people,
            "period": item.period,
            "said": item.words,
            "status": STATUSES.get(item.status, item.status),
            "is_provisional": item.status == "provisional",
            "source": item.source,
            "note": item.note or gettext("none"),
            "is_year": item.kind == "year",
            "sign": _label(f"{item.period}: {item.people:,}", item.days, domain, len(shown)),
        }
        for item in shown
    ]
    tooltip = pieces.tooltip(
        period=gettext("Period"),
        said=gettext("Arrived in South Korea"),
        status=gettext("Status"),
        source=gettext("Source"),
        note=gettext("Note"),
    )
    filled = {"color": OTHER, "opacity": 0.45, "stroke": PAPER}
    outlined = {"color": OTHER, "fillOpacity": 0.12, "stroke": OTHER, "strokeWidth": 1.4}
    dashes = pieces.either("datum.is_provisional", [3, 3], [1, 0])
    people = gettext("people")
    layers = [
        *_columns([r for r in rows if r["is_year"]], "people", people, tooltip, filled),
        *_columns(
            [r for r in rows if not r["is_year"]], "people", people, tooltip, outlined, dashes
        ),
        pieces.layer(
            [
                pieces.ends(gap, domain) | {"said": "?"}
                for gap in _gaps(found)
                if is_shown(gap, domain)
            ],
            pieces.words(baseline="bottom", y="height"),
            x=pieces.time("middle"),
            text={"field": "said", "type": "nominal"},
        ),
    ]
    return pieces.panel([layer for layer in layers if layer["data"]["values"]], domain, STRIP + 20)


def _bar_rows(
    dataset: Dataset, bars: Iterable[EventBar], domain: Days, opened: str | None, strip: float
) -> list[Spec]:
    """One row per dated bar: heights in people; `strip` is the height if it has no figure."""
    dated = [(bar.rivals, bar.days, bar.agreed) for bar in bars if bar.days]
    return [
        pieces.ends(days, domain)
        | {
            "middle": pieces.ends(agreed or days, domain)["middle"],
            "agreed_first": pieces.start(agreed[0])
            if agreed and not _is_open_below(rivals)
            else None,
            "agreed_after": pieces.after(agreed[1]) if agreed else None,
            "event_id": rivals.event_id,
            "label": str(dataset.event[rivals.event_id]["label"]),
            "dates": span_text(*days),
            "figure": rivals.figure_text,
            "evidence": evidence_text(rivals),
            "sign": _sign(rivals, len(dated) <= MOST_LABELS),
            "numbered": rivals.interval is not None,
            "opened": rivals.event_id == opened,
            "low": (rivals.interval.low or 0) if rivals.interval else strip,
            "high": rivals.interval.highest if rivals.interval else strip,
            "top": rivals.interval.highest if rivals.interval else strip,
        }
        for rivals, days, agreed in dated
    ]


def _is_open_below(rivals: Rivals) -> bool:
    return rivals.interval is not None and rivals.interval.open_below


def _sign(rivals: Rivals, in_full: bool) -> str:
    """The text over a bar: its figure or, where there are many bars, only whether it is open."""
    if rivals.interval is None:
        return "?" if rivals.is_counted else ""
    if in_full:
        return str(rivals.interval)
    return "+" if rivals.interval.open_above else "≤" if rivals.interval.low is None else ""


def _bands(found: Sequence[Context], domain: Days) -> list[Spec]:
    """A faint band through a chart when the border was closed or reopened."""
    rows = [pieces.ends(item.days, domain) for item in found if is_shown(item.days, domain)]
    look = {"color": FAINT, "opacity": 0.3, "stroke": FAINT, "strokeDash": [2, 3]}
    band = pieces.layer(
        rows, {"type": "rect", "clip": True, **look}, x=pieces.time("first"), x2={"field": "after"}
    )
    return [band] if rows else []


def _columns(
    rows: list[Spec],
    field: str,
    title: str,
    tooltip: list[Spec],
    look: Spec,
    dashes: Spec | None = None,
) -> list[Spec]:
    """Columns from 0 to `field`, as wide as their period, with their label above.

    `title` is the title of their axis.
    """
    y = pieces.quantity(field, title=title, axis=pieces.y_axis(tickCount=3))
    more = {"strokeDash": dashes} if dashes else {}
    bars = pieces.layer(
        rows,
        {"type": "bar", "clip": True, **look},
        x=pieces.time("first"),
        x2={"field": "after"},
        y=y,
        y2={"datum": 0},
        tooltip=tooltip,
        **more,
    )
    words = pieces.layer(
        rows,
        pieces.words(dy=-6),
        x=pieces.time("middle"),
        y=pieces.quantity(field),
        text={"field": "sign", "type": "nominal"},
    )
    return [bars, words]


def _label(words: str, days: Days, domain: Days, others: int) -> str:
    """The label over a column, if there is room for it."""
    seen = min(days[1], domain[1]) - max(days[0], domain[0])
    has_room = others <= MOST_LABELS and seen >= (domain[1] - domain[0]) * LEAST_SHARE
    return words if has_room else ""


def _gaps(found: Iterable[Arrivals]) -> list[Days]:
    """The years without a figure between years that have one."""
    known = {item.days[0].year for item in found if item.kind == "year"}
    years = range(min(known), max(known)) if known else ()
    return [period_days(str(year)) for year in years if year not in known]
