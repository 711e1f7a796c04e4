"""The same map in Dash and dash-leaflet: a GeoJSON of the selected rows, clustered.

python dash_leaflet_page.py PACKAGE
"""

import socket
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dash_leaflet as dl
from dash import Dash, Input, Output, callback, dcc, html
from rows import placed_reports

FIRST, LAST = date(2001, 1, 1), date(2025, 12, 31)
rows = placed_reports(Path(sys.argv[1]))
days = (LAST - FIRST).days
app = Dash(__name__)
app.layout = html.Div(
    [
        html.Div(  # as wide as Streamlit's, so that the same pixels mean the same dates
            dcc.RangeSlider(
                0, days, 1, value=[0, days], marks=None, id="dates", allow_direct_input=False
            ),
            style={"width": "706px"},
        ),
        html.P(id="said", className="said"),
        dl.Map(
            dl.GeoJSON(id="reports", cluster=True),
            center=[41, 122],
            zoom=5,
            style={"width": "900px", "height": "640px"},
        ),
    ]
)


@callback(  # type: ignore[untyped-decorator]
    Output("reports", "data"), Output("said", "children"), Input("dates", "value")
)
def select(chosen: list[int]) -> tuple[dict[str, Any], str]:
    """The rows of these days as GeoJSON, and a text giving the days."""
    first, last = (FIRST + timedelta(day) for day in chosen)
    selected = rows[(rows["date_to"] >= str(first)) & (rows["date_from"] <= str(last))]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            "properties": {"tooltip": row.name_en, "popup": row.summary},
        }
        for row in selected.itertuples()
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return collection, f"{len(selected)} rows, {first} to {last}."


if __name__ == "__main__":
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app.run(port=port)
