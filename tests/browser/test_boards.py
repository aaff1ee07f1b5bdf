"""The boards without Grafana, on a wall and on a phone, without JavaScript; and axe."""

import re
from itertools import pairwise

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from deploy.local.stack import Stack
from tests.boards.expressions import board, boards
from tests.browser.test_officer import has_no_serious_fault, phone
from tests.there import there

WALL: ViewportSize = {"width": 1920, "height": 1080}
UIDS = [board(path)["uid"] for path in boards()]
PLACE = re.compile(r"x(\d+) y(\d+) w(\d+) h(\d+)")


async def places(page: Page) -> list[tuple[str, dict[str, float]]]:
    """Each panel's classes and box."""
    panels = await page.locator("section.panel").all()
    return [
        (there(await one.get_attribute("class")), dict(there(await one.bounding_box())))  # type: ignore[arg-type]
        for one in panels
    ]


@pytest.mark.parametrize("uid", UIDS)
async def test_a_board_on_a_phone_has_one_panel_a_row(
    chromium: Browser, stack: Stack, uid: str
) -> None:
    async with phone(chromium) as page:
        await page.goto(f"{stack.running.boards}/{uid}?from=now-5m")
        boxes = [box for _, box in await places(page)]
        assert len({box["x"] for box in boxes}) == 1
        assert all(box["y"] + box["height"] <= below["y"] for box, below in pairwise(boxes))
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, "the page must not be pushed sideways"
        await has_no_serious_fault(page)


@pytest.mark.parametrize("uid", UIDS)
async def test_a_board_on_a_wall_has_every_panel_at_its_place(
    chromium: Browser, stack: Stack, uid: str
) -> None:
    page = await chromium.new_page(viewport=WALL)
    await page.goto(f"{stack.running.boards}/{uid}?from=now-5m")
    found = await places(page)
    left, top = (min(box[side] for _, box in found) for side in ("x", "y"))
    column = (WALL["width"] - 2 * left + 8) / 24
    for classes, box in found:
        x, y, w, h = map(int, there(PLACE.search(classes)).groups())
        assert box["x"] == pytest.approx(left + x * column, abs=16)
        assert box["y"] == pytest.approx(top + y * 38, abs=1)
        assert box["height"] == pytest.approx(h * 38 - 8, abs=1)
        assert box["width"] == pytest.approx(w * column - 8, abs=16)
    await page.close()


async def test_variables_are_chosen_in_a_plain_form(chromium: Browser, stack: Stack) -> None:
    async with phone(chromium, java_script_enabled=False) as page:
        await page.goto(f"{stack.running.boards}")
        await page.get_by_role("link", name="Dewan").click()
        await page.get_by_label("Pilar", exact=True).select_option(label="Ekonomi")
        await page.get_by_label("Dari", exact=True).fill("now-1h")
        await page.get_by_role("button", name="Tampilkan").click()
        await expect(page).to_have_url(re.compile("var-pillar=economy&.*from=now-1h"))
        await expect(page.get_by_label("Pilar", exact=True)).to_have_values(["economy"])
        await page.get_by_role("link", name="Operasi").click()
        await expect(page.get_by_role("heading", name="Operasi")).to_be_visible()
