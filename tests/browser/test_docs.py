"""The descriptions of routes and topics, for who programs by them and reaches no other host."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Route, ViewportSize, expect

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.browser.chromium import PATIENCE_MS
from tests.in_process import SERVICES

DESK: ViewportSize = {"width": 1100, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 800}
OWN = "aksi.example.go.id"
"""Not localhost, where a program may be content without the hosts that it asks elsewhere."""


@asynccontextmanager
async def desk(chromium: Browser, service: str) -> AsyncIterator[Page]:
    """A page where `service` is OWN; a request to another host, or an error, fails the test."""
    context = await chromium.new_context(viewport=DESK)
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    errors, hosts = list[str](), set[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)

    async def led(route: Route) -> None:
        asked = urlsplit(route.request.url)
        hosts.add(asked.netloc)
        if asked.netloc != OWN:
            await route.abort()
            return
        await route.fulfill(response=await route.fetch(url=f"{service}{asked.path}?{asked.query}"))

    await page.route("**/*", led)
    yield page
    await context.close()
    assert errors == []
    assert hosts == {OWN}


@pytest.mark.parametrize("name", SERVICES)
async def test_docs_lists_every_route_and_asks_no_other_host(
    chromium: Browser, stack: Stack, name: str
) -> None:
    async with desk(chromium, stack.services.url(name)) as page:
        await page.goto(f"http://{OWN}/docs")
        await expect(page.get_by_role("button", name="Authorize")).to_be_visible()
        said = await page.request.get(f"{stack.services.url(name)}/openapi.json")
        routes = [path for path, methods in (await said.json())["paths"].items() for _ in methods]
        shown = page.locator(".opblock-summary-path")
        await expect(shown).to_have_count(len(routes))
        paths = await shown.evaluate_all("all => all.map(one => one.dataset.path)")
        assert sorted(paths) == sorted(routes)
        await page.get_by_text("/api/v1/audit", exact=True).click()
        await expect(page.get_by_role("heading", name="Responses")).to_be_visible()


@pytest.mark.parametrize("name", SERVICES)
async def test_every_topic_opens_to_its_fields_and_asks_no_other_host(
    chromium: Browser, stack: Stack, name: str
) -> None:
    async with desk(chromium, stack.services.url(name)) as page:
        await page.goto(f"http://{OWN}/asyncapi")
        said = await page.request.get(f"{stack.services.url(name)}/asyncapi.json")
        topics = sorted((await said.json())["channels"])
        shown = page.locator("section > details")
        assert sorted(await shown.locator("summary strong").all_text_contents()) == topics
        for topic in await shown.all():
            await topic.locator("> summary").click()
            await expect(topic.locator(".fields code").first).to_be_visible()
        narrow = "document.documentElement.scrollWidth <= window.innerWidth"
        await page.set_viewport_size(PHONE)
        assert await page.evaluate(narrow)


async def test_a_route_is_tried_with_the_token_that_was_given(
    chromium: Browser, stack: Stack, officer: Caller
) -> None:
    async with desk(chromium, stack.services.url("tracker")) as page:
        await page.goto(f"http://{OWN}/docs")
        await page.get_by_role("button", name="Authorize").click()
        window = page.locator(".modal-ux")
        await window.get_by_label("Value").fill(await officer.access.token())
        await window.get_by_role("button", name="Apply credentials").click()
        await window.get_by_role("button", name="Close").click()
        await page.get_by_text("/api/v1/summary", exact=True).click()
        await page.get_by_role("button", name="Try it out").click()
        await page.get_by_role("button", name="Execute").click()
        answer = page.locator(".live-responses-table tr.response .response-col_status")
        await expect(answer).to_contain_text("200")
