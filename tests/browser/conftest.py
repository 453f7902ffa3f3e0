"""Chromium, started once; every page that a test opens is watched for errors in its console."""

import os
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.system import System

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
SWITCHES = [
    *("--no-sandbox", "--no-first-run", "--disable-quic", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--lang=zh-CN"),
    *(
        "--disable-gpu",
        "--disable-gpu-compositing",
        "--disable-gpu-rasterization",
        "--disable-software-rasterizer",
    ),
]
REFUSED_FORM = "status of 422"  # Chromium complains of what a form is answered with
DESKTOP = (1280, 900)
PHONE = (390, 844)


class Open(Protocol):
    """How a test opens a page."""

    def __call__(self, size: tuple[int, int], *, scripts: bool = True) -> Page:
        """A page of a size for somebody who has never been here."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, system: System) -> Iterator[Open]:
    """Opens pages; none of them may complain in its console."""
    contexts, said = [], []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and REFUSED_FORM not in message.text:
            said.append(f"{message.location.get('url')}: {message.text}")

    def open_one(size: tuple[int, int], *, scripts: bool = True) -> Page:
        width, height = size
        context = chromium.new_context(
            base_url=system.base,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(30_000)
        context.on("console", note)
        context.on("weberror", lambda fault: said.append(str(fault.error)))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert said == []
