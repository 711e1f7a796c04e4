"""The reports of a data package as usually laid out for a map: one row per report and place."""

from pathlib import Path

import pandas as pd

COLUMNS = ["report_id", "label", "measure", "date_from", "date_to", "count_low", "count_high"]


def placed_reports(package: Path) -> pd.DataFrame:
    """Reports with places, one row per place, with latitude and longitude in degrees."""
    reports = pd.read_csv(package / "reports.csv")
    reports = reports[reports["status"] == "current"]
    reports = reports.assign(site_id=reports["site_ids"].str.split(";")).explode("site_id")
    sites = pd.read_csv(package / "sites.csv")[["site_id", "name_en", "latitude", "longitude"]]
    events = pd.read_csv(package / "events.csv")[["event_id", "label"]]
    rows = reports.merge(sites, on="site_id").merge(events, on="event_id")
    return rows[[*COLUMNS, "summary", "name_en", "latitude", "longitude"]]
