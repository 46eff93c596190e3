"""Every page a role can reach, in a real browser: accessible on a desktop and on a telephone, no wider than either, and
no heading squeezed until its words break.

The journeys look at pages in the course of work; this looks at each address of the access matrix once for each role.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.access_sample import Sample, sample, users
from tests.access_table import LINES, ROLES, Address
from tests.browser import DESKTOP, PHONE, axe, log_in
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role

__all__ = ["sample", "users"]

pytestmark = pytest.mark.django_db(transaction=True)

NO_PAGE = {
    "archive-original",
    "archive-attachment-file",
    "archive-attachment-picture",
    "archive-conversation-rsmf",
    "archive-chain-progress",
    "archive-proof-file",
    "archive-proof-program",
    "archive-certificate",
    "archive-certificate-hashes",
    "archive-differences-table",
    "dossier-searches-table",
    "package-annex",
    "package-download",
    "review-attachment-picture",
    "parliament-original",
    "parliament-letter",
    "archive-import-progress",
    "search-names",
    "topic-progress",
}
"""Addresses that give a file, or a part of a page."""

SQUEEZED = """() => [...document.querySelectorAll("h1, h2, h3, h4, dt, th")].filter(element => {
  const text = document.createRange()
  text.selectNodeContents(element)
  const lines = new Set([...text.getClientRects()].map(line => Math.round(line.bottom)))
  return element.checkVisibility() && element.clientWidth < 64 && lines.size > element.innerText.split(/[\\s-]+/).length
}).map(element => element.innerText)"""
"""Headings in a column so narrow that they have more lines than words."""


def _pages(sample: Sample, role: Role) -> dict[str, Address]:
    """Each page this role may open, by its name: of those of a dossier that of the first dossier."""
    found: dict[str, Address] = {}
    for address in sample.addresses(role):
        if address.is_open_to(role) and LINES[address.page].takes != "post" and address.page not in NO_PAGE:
            found.setdefault(address.page, address)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_it_is_accessible_at_both_widths(
    browser_page: Page, users: dict[Role, User], sample: Sample, role: Role
) -> None:
    page, seen, wide, squeezed = browser_page, set(), [], []
    log_in(page, users[role])
    for address in _pages(sample, role).values():
        page.goto(address.path)
        if page.url in seen:
            continue
        seen.add(page.url)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            # As tall as the page: a bar that stays at the foot of the window then covers no button that scrolls past it.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({**size, "height": max(size["height"], height)})
            axe(page)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                wide.append(f"{page.url} at {size['width']}")
            squeezed += [f"{page.url} at {size['width']}: {heading}" for heading in page.evaluate(SQUEEZED)]
    assert not wide
    assert not squeezed
    assert len(seen) > 5
