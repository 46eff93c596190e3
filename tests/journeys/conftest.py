"""The journeys run in a real browser; see tests/browser.py."""

from tests.browser import browser_page, chromium

__all__ = ["browser_page", "chromium"]
