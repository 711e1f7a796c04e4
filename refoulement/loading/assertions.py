"""What a package's descriptor asserts of its data: at least and at most so many rows, and places.

A row or a place that is lost by accident is noticed by them. They may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from refoulement.dataset.package import DESCRIPTOR, canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.problems import Problem

KEY = "assertions"
LIMITS = ("min", "max")


def assertions_hold(dataset: Dataset) -> Iterator[Problem]:
    """What is asserted and is not so, and what is no assertion: errors."""
    if KEY not in dataset.descriptor:
        return
    asserted = dataset.descriptor[KEY]
    if not isinstance(asserted, dict):
        yield _problem("", asserted, "expected an object with min, max and sites")
        return
    for key in asserted.keys() - {*LIMITS, "sites"}:
        yield _problem(key, asserted[key], "expected min, max or sites")
    for limit in LIMITS:
        yield from _limits(dataset, limit, asserted.get(limit, {}))
    yield from _sites(dataset, asserted.get("sites", []))


def _limits(dataset: Dataset, limit: str, numbers: Any) -> Iterator[Problem]:
    tables = [resource["name"] for resource in canonical_resources()]
    if not isinstance(numbers, dict):
        yield _problem(limit, numbers, "expected an object with a number of rows by table")
        return
    for table, number in numbers.items():
        where = f"{limit}.{table}"
        if table not in tables:
            yield _problem(where, number, f"expected one of the tables {', '.join(tables)}")
        elif not isinstance(number, int) or isinstance(number, bool) or number < 0:
            yield _problem(where, number, "expected a whole number of rows")
        else:
            rows = len(getattr(dataset, table))
            if rows < number if limit == "min" else rows > number:
                bound = "at least" if limit == "min" else "at most"
                message = f"expected {bound} {number:,} rows in {table}.csv, which has {rows:,}"
                yield _problem(where, number, message)


def _sites(dataset: Dataset, sites: Any) -> Iterator[Problem]:
    if not isinstance(sites, list) or not all(isinstance(site, str) for site in sites):
        yield _problem("sites", sites, "expected a list of site_id")
        return
    for site in sites:
        if site not in dataset.site:
            yield _problem("sites", site, "expected a place of this site_id in sites.csv")


def _problem(where: str, value: Any, message: str) -> Problem:
    return Problem(DESCRIPTOR, message, column=f"{KEY}.{where}".rstrip("."), value=str(value))
