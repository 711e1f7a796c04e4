"""Every address from version 1.0.0 still answers, with the same selection."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import expect

from tests.conftest import Visit

ADDRESSES = Path(__file__).with_name("addresses_of_1_0_0.csv")


def test_every_address_of_version_1_0_0_shows_what_it_selected(visit: Visit) -> None:
    with ADDRESSES.open(encoding="utf-8", newline="") as lines:
        listed = [(row["address"], row["shows"]) for row in csv.DictReader(lines)]
    for address, shows in listed:
        visit.open(address.removeprefix("/"))
        expect(visit.page.get_by_text(shows).filter(visible=True).first).to_be_attached()
    assert visit.errors == []


def test_the_address_of_a_page_that_is_gone_becomes_that_of_the_page_it_leads_to(
    visit: Visit,
) -> None:
    visit.open("timeline?measure=returned")
    visit.page.wait_for_url("**/events?measure=returned")
