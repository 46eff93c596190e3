"""A real browser for tests: Debian's Chromium, driven by Playwright, with axe-core for accessibility.

A test that fails leaves a picture of the page in
.data/screenshots; a page that logs an error, breaks the content security policy or lacks a file fails its test.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from woo_portal.accounts.models import User

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    # The only rule that wants the style sheets fetched once more is an experimental one, which these tags leave out.
    "preload": {"assets": ["media"]},
}
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 400, "height": 800}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a run."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        pytest.fail("Chromium is needed; on Debian: apt-get install chromium")
    # Playwright keeps an event loop in this thread, in which Django would refuse to read the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a fresh session, 1280 × 800; relative addresses are those of the portal."""
    failed_before = request.session.testsfailed
    context = chromium.new_context(base_url=live_server.url, viewport=DESKTOP, locale="nl-NL")
    page = context.new_page()
    problems = _watch(page)
    yield page
    if problems or request.session.testsfailed > failed_before:
        folder = settings.BASE_DIR / ".data" / "screenshots"
        name = re.sub(r"[^\w-]+", "-", request.node.name)
        # A page that hangs has no picture; the test's own error says more.
        with suppress(PlaywrightError):
            page.screenshot(path=folder / f"{name}.png", full_page=True, timeout=5000)
    context.close()
    assert not problems, "\n".join(problems)


def _watch(page: Page) -> list[str]:
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # What axe tries against the policy is not the page's doing; a file that failed is told below, with its address.
        by_axe = message.location["url"].endswith(AXE.name)
        if message.type == "error" and not by_axe and not message.text.startswith("Failed to load resource"):
            problems.append(f"{page.url} logged: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            problems.append(f"{page.url} asked for {response.url}: {response.status}")

    page.on("console", on_console)
    page.on("response", on_response)
    page.on("pageerror", lambda error: problems.append(f"{page.url} raised: {error}"))
    return problems


def log_in(page: Page, user: User) -> None:
    """Give the browser a session of `user`, without the log-in page."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie])


def axe(page: Page) -> None:
    """Fail when axe-core finds anything on the page as it is now, with its style sheets."""
    page.wait_for_load_state("load")
    # Evaluated by the debugger, for which the policy against inline scripts makes an exception.
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE.read_text()}\n//# sourceURL={AXE.name}")
    # All it found would be carried here node by node, what is in order as well: most of what a look costs.
    violations = page.evaluate("options => axe.run(document, options).then(found => found.violations)", AXE_OPTIONS)
    assert not violations, f"axe on {page.url}\n" + "\n".join(map(_readable, violations))


def _readable(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']}: {violation['help']}"]
    for node in violation["nodes"]:
        summary = node["failureSummary"].replace("\n", " ")
        lines.append(f"  {' '.join(map(str, node['target']))}\n    {node['html'][:200]}\n    {summary}")
    return "\n".join(lines)
