"""The charts: Vega-Lite specifications, which Streamlit draws with its own Altair's Vega-Lite.

They are plain dictionaries, since every rerun would pay for building them as Altair
objects; the tests read them with Altair, which checks them against its schema.
They are light in both themes, as the map is, so that the colours of the measures stay
apart. What they show stands beside them as text (timeline_markup).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from refoulement.counting.rivals import Rivals
from refoulement.dataset.tables import Dataset
from refoulement.presentation.timeline import (
    Arrivals,
    Context,
    Days,
    EventBar,
    context,
    period_days,
)
from refoulement.vocabulary import MEASURES, STYLES
from refoulement.wording import count_text, span_text

Spec = dict[str, Any]

#: Name of the selection that a click on a bar makes: its value has the field event_id.
CLICK = "event"

FONT = '"Source Sans", sans-serif'  # Streamlit's own
PAPER, INK, FAINT = "#fbfaf7", "#3a3d40", "#8c8a84"
OTHER = "#6d5a8c"  # arrivals: no colour of a measure's
PANEL, STRIP = 160, 84  # pixels of height
Y_AXIS = 56  # pixels kept free left of every chart, so that their time axes line up
MOST_LABELS = 8  # more figures beside their bars would cover each other
LEAST_SHARE = 0.08  # of the axis: words over a narrower column would lie over its neighbours
TARGET = 500  # square pixels around a symbol that a pointer may hit
BELOW_ZERO = 0.04  # of the highest number: where events without a figure stand, under the axis
_PEOPLE_TICKS = [0, 10, 50, 200, 500, 1000, 2000, 5000, 10_000, 50_000]
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
    dataset: Dataset, bars: Sequence[EventBar], measure: str, domain: Days, opened: str | None
) -> Spec:
    """Events of one measure: bars from the first to the last day, from the low to the high.

    Pale for every day that a report gives, solid for days on which several agree.
    Events without a figure stand in a strip under the axis. `opened`: the event that
    is shown beside the chart.
    """
    colour = STYLES[measure].colour
    highest = max((b.rivals.interval.highest for b in bars if b.rivals.interval), default=10)
    strip = -BELOW_ZERO * highest
    rows = _bar_rows(dataset, bars, domain, opened, strip)
    tooltip = _tooltip(label="Event", dates="Date", figure=MEASURES[measure], evidence="Rests on")
    axis = _y_axis(
        values=[strip, *_PEOPLE_TICKS],
        labelExpr="datum.value < 0 ? 'no figure' : format(datum.value, ',')",
    )
    y = _quantity("low", title="people", axis=axis) | {
        "scale": {"type": "sqrt", "domain": [2 * strip, 1.4 * highest]}
    }
    filled = {"type": "bar", "clip": True, "color": colour, "stroke": colour}
    height = {"y": y, "y2": {"field": "high"}, "tooltip": tooltip}
    at = {"x": _time("middle"), "y": _quantity("top"), "tooltip": tooltip}
    shape = _VEGA_SHAPES[STYLES[measure].shape]
    layers = [
        # The first to be drawn, and so the last choice of a pointer: around each symbol.
        _layer(rows, {"type": "point", "size": TARGET, "opacity": 0}, **at)
        | {"params": [{"name": CLICK, "select": {"type": "point", "fields": ["event_id"]}}]},
        *_bands(context(dataset), domain),
        _layer(
            rows,
            filled | {"fillOpacity": 0.22, "strokeOpacity": 0.55},
            x=_time("first"),
            x2={"field": "after"},
            **height,
        ),
        _layer(
            [row for row in rows if row["agreed_first"]],
            filled | {"strokeWidth": 1.5},
            x=_time("agreed_first"),
            x2={"field": "agreed_after"},
            **height,
        ),
        _layer(
            rows,
            {"type": "point", "shape": shape, "size": 110, "opacity": 0.9},
            fill=_either("datum.numbered", colour, PAPER),
            stroke=_either("datum.opened", INK, colour),
            strokeWidth=_either("datum.opened", 3, 1.5),
            **at,
        ),
        _layer(rows, _words(dy=-13), text={"field": "sign", "type": "nominal"}, **at),
    ]
    return _panel(layers, domain)


def sources_chart(years: Mapping[int, int], domain: Days) -> Spec:
    """How many sources each year published, as bars as wide as the year."""
    shown = [year for year in years if is_shown(period_days(str(year)), domain)]
    rows = [
        _ends(period_days(str(year)), domain)
        | {
            "sources": years[year],
            "said": count_text(years[year], "source"),
            "year": str(year),
            "sign": _label(f"{year}: {years[year]}", period_days(str(year)), domain, len(shown)),
        }
        for year in shown
    ]
    tooltip = _tooltip(year="Year", said="Published")
    look = {"color": FAINT, "opacity": 0.6, "stroke": PAPER}
    return _panel(_columns(rows, "sources", tooltip, look), domain, STRIP)


def context_chart(found: Sequence[Context], domain: Days) -> Spec:
    """What bears on reporting: marks as wide as their dates are uncertain, numbered from 1."""
    rows = [
        _ends(item.days, domain)
        | {"number": str(number), "said": item.label, "dates": span_text(*item.days), "row": " "}
        for number, item in enumerate(found, start=1)
        if is_shown(item.days, domain)
    ]
    axis = _y_axis(ticks=False, domain=False)
    y = {"field": "row", "type": "nominal", "title": " ", "axis": axis}
    tooltip = _tooltip(said="What", dates="Date")
    mark = {"type": "bar", "color": INK, "stroke": INK, "height": 14, "clip": True}
    layers = [
        _layer(rows, mark, x=_time("first"), x2={"field": "after"}, y=y, tooltip=tooltip),
        _layer(
            rows, _words(dy=-15), x=_time("middle"), y=y, text={"field": "number"}, tooltip=tooltip
        ),
    ]
    return _panel(layers, domain, height=60)


def arrivals_chart(found: Sequence[Arrivals], domain: Days) -> Spec:
    """Arrivals in South Korea: years filled, shorter periods as outlines, provisional dashed.

    Years without a figure between others have a question mark, so that none is read as zero.
    """
    shown = [item for item in found if is_shown(item.days, domain)]
    rows = [
        _ends(item.days, domain)
        | {
            "people": item.people,
            "period": item.period,
            "said": f"{'about ' if item.approximate else ''}{item.people:,}",
            "status": item.status,
            "source": item.source,
            "note": item.note or "none",
            "is_year": item.kind == "year",
            "sign": _label(f"{item.period}: {item.people:,}", item.days, domain, len(shown)),
        }
        for item in shown
    ]
    tooltip = _tooltip(
        period="Period",
        said="Arrived in South Korea",
        status="Status",
        source="Source",
        note="Note",
    )
    filled = {"color": OTHER, "opacity": 0.45, "stroke": PAPER}
    outlined = {"color": OTHER, "fillOpacity": 0.12, "stroke": OTHER, "strokeWidth": 1.4}
    dashes = _either("datum.status === 'provisional'", [3, 3], [1, 0])
    layers = [
        *_columns([row for row in rows if row["is_year"]], "people", tooltip, filled),
        *_columns([r for r in rows if not r["is_year"]], "people", tooltip, outlined, dashes),
        _layer(
            [_ends(gap, domain) | {"said": "?"} for gap in _gaps(found) if is_shown(gap, domain)],
            _words(baseline="bottom", y="height"),
            x=_time("middle"),
            text={"field": "said", "type": "nominal"},
        ),
    ]
    return _panel([layer for layer in layers if layer["data"]["values"]], domain, STRIP + 20)


def _bar_rows(
    dataset: Dataset, bars: Iterable[EventBar], domain: Days, opened: str | None, strip: float
) -> list[Spec]:
    """One row a dated bar: heights in people; `strip` is where no figure stands."""
    dated = [(bar.rivals, bar.days, bar.agreed) for bar in bars if bar.days]
    return [
        _ends(days, domain)
        | {
            "middle": _ends(agreed or days, domain)["middle"],
            "agreed_first": _start(agreed[0]) if agreed and not _is_open_below(rivals) else None,
            "agreed_after": _after(agreed[1]) if agreed else None,
            "event_id": rivals.event_id,
            "label": str(dataset.event[rivals.event_id]["label"]),
            "dates": span_text(*days),
            "figure": rivals.figure_text,
            "evidence": rivals.evidence_text,
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
    """What stands over a bar: its figure, or where there are many only that it is open."""
    if rivals.interval is None:
        return "?" if rivals.is_counted else ""
    if in_full:
        return str(rivals.interval)
    return "+" if rivals.interval.open_above else "≤" if rivals.interval.low is None else ""


def _bands(found: Sequence[Context], domain: Days) -> list[Spec]:
    """A faint band through a chart when the border was closed or reopened."""
    rows = [_ends(item.days, domain) for item in found if is_shown(item.days, domain)]
    look = {"color": FAINT, "opacity": 0.3, "stroke": FAINT, "strokeDash": [2, 3]}
    band = _layer(
        rows, {"type": "rect", "clip": True, **look}, x=_time("first"), x2={"field": "after"}
    )
    return [band] if rows else []


def _columns(
    rows: list[Spec],
    field: str,
    tooltip: list[Spec],
    look: Spec,
    dashes: Spec | None = None,
) -> list[Spec]:
    """Columns from 0 to `field`, as wide as their time, with their words above them."""
    y = _quantity(field, title=field, axis=_y_axis(tickCount=3))
    more = {"strokeDash": dashes} if dashes else {}
    bars = _layer(
        rows,
        {"type": "bar", "clip": True, **look},
        x=_time("first"),
        x2={"field": "after"},
        y=y,
        y2={"datum": 0},
        tooltip=tooltip,
        **more,
    )
    words = _layer(
        rows,
        _words(dy=-6),
        x=_time("middle"),
        y=_quantity(field),
        text={"field": "sign", "type": "nominal"},
    )
    return [bars, words]


def _label(words: str, days: Days, domain: Days, others: int) -> str:
    """What stands over a column: its words where there is room for them."""
    seen = min(days[1], domain[1]) - max(days[0], domain[0])
    has_room = others <= MOST_LABELS and seen >= (domain[1] - domain[0]) * LEAST_SHARE
    return words if has_room else ""


def _gaps(found: Iterable[Arrivals]) -> list[Days]:
    """The years without a figure between years that have one."""
    known = {item.days[0].year for item in found if item.kind == "year"}
    years = range(min(known), max(known)) if known else ()
    return [period_days(str(year)) for year in years if year not in known]


# Pieces of a specification


def _layer(rows: list[Spec], mark: Spec, **encoding: Any) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _panel(layers: Sequence[Spec], domain: Days, height: int = PANEL) -> Spec:
    # A layer of its own carries the time axis, so that the others cannot disagree on it.
    axis = _layer(
        [_ends(domain, domain)],
        {"type": "rule", "opacity": 0},
        x=_time("first") | {"title": None, "scale": _scale(domain), "axis": _time_axis(domain)},
    )
    colours = {"labelColor": INK, "titleColor": INK, "gridColor": "#e4e0d7", "domainColor": FAINT}
    return {
        "layer": [axis, *layers],
        "height": height,
        "padding": {"left": 4, "right": 12, "top": 4, "bottom": 2},
        "config": {
            "background": PAPER,
            "font": FONT,
            "text": {"font": FONT},
            "view": {"stroke": None},
            "axis": colours,
        },
    }


def _time_axis(domain: Days) -> Spec:
    """Years, months or days, as the range is long; never hours, which no report knows."""
    days = (domain[1] - domain[0]).days
    ticks: Spec
    if days > 1500:
        step = 2 if days > 5000 else 1
        ticks = {"format": "%Y", "tickCount": {"interval": "year", "step": step}}
    elif days > 120:
        step = 3 if days > 500 else 1
        ticks = {"format": "%b %Y", "tickCount": {"interval": "month", "step": step}}
    else:
        step = 1 if days <= 10 else 7
        ticks = {"format": "%-d %b %Y", "tickCount": {"interval": "day", "step": step}}
    return {"labelOverlap": "greedy", "labelSeparation": 10, **ticks}


def _y_axis(**options: Any) -> Spec:
    return {"minExtent": Y_AXIS, "maxExtent": Y_AXIS, "titlePadding": 2, **options}


def _scale(domain: Days) -> Spec:
    ends = [{"year": day.year, "month": day.month, "date": day.day} for day in domain]
    return {"domain": ends}


def _time(field: str) -> Spec:
    return {"field": field, "type": "temporal"}


def _quantity(field: str, **options: Any) -> Spec:
    return {"field": field, "type": "quantitative", **options}


def _tooltip(**titles: str) -> list[Spec]:
    return [{"field": name, "type": "nominal", "title": title} for name, title in titles.items()]


def _either(test: str, value: Any, otherwise: Any) -> Spec:
    return {"condition": {"test": test, "value": value}, "value": otherwise}


def _words(**options: Any) -> Spec:
    return {"type": "text", "color": INK, "fontSize": 11, **options}


def _ends(days: Days, domain: Days) -> Spec:
    """First day, the day after the last, and the middle of what the axis shows of them."""
    first, last = max(days[0], domain[0]), min(days[1], domain[1])
    half = 12 * ((last - first).days + 1)
    middle = f"{first + timedelta(days=half // 24)}T{half % 24:02}:00:00"
    return {"first": _start(days[0]), "after": _after(days[1]), "middle": middle}


def _start(day: date) -> str:
    """The start of a day where the reader is: without a time a browser would read it as UTC's."""
    return f"{day}T00:00:00"


def _after(day: date) -> str:
    """The end of a day, which is the start of the next: a bar includes its last day."""
    return _start(day + timedelta(days=1))
