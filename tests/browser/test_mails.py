"""Mails on a phone: nothing is wider than it, buttons can be tapped; and axe."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ViewportSize

from tests.browser.chromium import PATIENCE_MS
from tests.unit.notifier.channels.email.letters import texts
from tests.unit.notifier.channels.email.samples import samples

PHONE: ViewportSize = {"width": 360, "height": 800}
TAPPED_PX = 24
"""WCAG 2.2, 2.5.8."""
WIDTH = "document.documentElement.scrollWidth"
SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("name", list(samples()))
async def test_a_mail_fits_a_phone_and_axe_finds_nothing(chromium: Browser, name: str) -> None:
    subject, _, html = texts(samples()[name])
    page = await chromium.new_page(viewport=PHONE)
    page.set_default_timeout(PATIENCE_MS)
    await page.set_content(html)
    assert await page.title() == subject
    assert await page.evaluate(WIDTH) <= PHONE["width"]
    for button in await page.locator("a[style*=inline-block]").all():
        box = await button.bounding_box()
        assert box is not None
        assert box["height"] >= TAPPED_PX
    found = (await Axe().run(page)).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == []
    await page.close()
