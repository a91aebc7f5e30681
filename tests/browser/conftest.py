"""A real browser on the site of the first run's release, opened from the file system without a network.

These tests run with `make test-browser` only, which sees to a browser.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import ARGUMENTS, executable
from tests.conftest import Pipeline


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(published: Pipeline) -> Path:
    return published.current / "site"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window of its own, in which every request to the network fails the test."""
    window = browser.new_context(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    yield window
    window.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    # What the page's own policy refuses is an error in the console.
    opened.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield opened
    assert errors == []
