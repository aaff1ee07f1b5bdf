"""The pages of alerts on a phone, for axe, and without a script."""

import re
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from playwright.async_api import Browser

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.browser.test_officer import has_no_serious_fault, phone, signs_in
from tests.flow.plan import AGENCY, Plan, days_ago
from tests.flow.seeing import Mail
from tests.flow.test_alert_pages import Addresses, link_to, open_alert

PATHS = (
    *("", "?keadaan=semua", "tangga", "catatan", "catatan?apa=told", "kebijakan"),
    *("contoh", "contoh/late", "contoh/ringkasan", "uji", "saluran"),
    f"saluran/{AGENCY}",
)


class Late(NamedTuple):
    """A late item: its alert, and the link in the mail to the head."""

    path: str
    link: str


@pytest.fixture
async def late(stack: Stack, plan: Plan, admin: Caller, agencies: Addresses) -> Late:
    mail = Mail(stack.running.mail)
    made = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    head = agencies[AGENCY]["head"]
    await mail.told(made["item_id"], head)
    alert = await open_alert(admin, made["item_id"])
    link = await link_to(mail, made["item_id"], head)
    return Late(f"kejadian/{quote(alert['alert'])}", link)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_pages_of_alerts_have_no_serious_fault(
    chromium: Browser, stack: Stack, late: Late, callers: Any, language: str
) -> None:
    notifier = stack.services.url("notifier")
    async with phone(chromium) as page:
        await signs_in(page, stack, "uji.kepala")
        await page.set_extra_http_headers({"Accept-Language": language})
        for path in (*PATHS, late.path):
            answer = await page.goto(f"{notifier}/peringatan/{path}")
            assert answer is not None
            assert answer.status == 200, path
            await has_no_serious_fault(page)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
    async with phone(chromium) as page:
        await page.goto(late.link)
        await has_no_serious_fault(page)
        await page.get_by_role("button", name=re.compile("Sedang saya urus|working on it")).click()
        await page.get_by_text(re.compile("Tersimpan|Saved")).wait_for()
        await has_no_serious_fault(page)
