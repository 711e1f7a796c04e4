"""What a descriptor asserts about its data: least and greatest numbers of rows, and places.

They reveal a row or a place that is lost by accident. They may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from refoulement.dataset.package import DESCRIPTOR, canonical_resources
from refoulement.dataset.tables import Dataset
from refoulement.messages import Later, later, nlater
from refoulement.problems import Problem

KEY = "assertions"
LIMITS = ("min", "max")


def assertions_hold(dataset: Dataset) -> Iterator[Problem]:
    """What is asserted but not so, and what is not an assertion: errors."""
    if KEY not in dataset.descriptor:
        return
    asserted = dataset.descriptor[KEY]
    if not isinstance(asserted, dict):
        yield _problem("", asserted, later("expected an object with min, max and sites"))
        return
    for key in asserted.keys() - {*LIMITS, "sites"}:
        yield _problem(key, asserted[key], later("expected min, max or sites"))
    for limit in LIMITS:
        yield from _limits(dataset, limit, asserted.get(limit, {}))
    yield from _sites(dataset, asserted.get("sites", []))


def _limits(dataset: Dataset, limit: str, numbers: Any) -> Iterator[Problem]:
    tables = [resource["name"] for resource in canonical_resources()]
    if not isinstance(numbers, dict):
        said = later("expected an object with a number of rows by table")
        yield _problem(limit, numbers, said)
        return
    for table, number in numbers.items():
        where = f"{limit}.{table}"
        if table not in tables:
            yield _problem(
                where,
                number,
                later("expected one of the tables %(tables)s", tables=", ".join(tables)),
            )
        elif not isinstance(number, int) or isinstance(number, bool) or number < 0:
            yield _problem(where, number, later("expected a whole number of rows"))
        else:
            rows = len(getattr(dataset, table))
            if limit == "min" and rows < number:
                yield _problem(where, number, _too_few(number, f"{table}.csv", rows))
            elif limit == "max" and rows > number:
                yield _problem(where, number, _too_many(number, f"{table}.csv", rows))


def _too_few(number: int, file: str, rows: int) -> Later:
    return nlater(
        "expected at least %(count)s row in %(file)s, which has %(rows)s",
        "expected at least %(count)s rows in %(file)s, which has %(rows)s",
        number,
        file=file,
        rows=rows,
    )


def _too_many(number: int, file: str, rows: int) -> Later:
    return nlater(
        "expected at most %(count)s row in %(file)s, which has %(rows)s",
        "expected at most %(count)s rows in %(file)s, which has %(rows)s",
        number,
        file=file,
        rows=rows,
    )


def _sites(dataset: Dataset, sites: Any) -> Iterator[Problem]:
    if not isinstance(sites, list) or not all(isinstance(site, str) for site in sites):
        yield _problem("sites", sites, later("expected a list of site_id"))
        return
    for site in sites:
        if site not in dataset.site:
            yield _problem("sites", site, later("expected a place with this site_id in sites.csv"))


def _problem(where: str, value: Any, message: Later) -> Problem:
    return Problem(DESCRIPTOR, message, column=f"{KEY}.{where}".rstrip("."), value=str(value))
