"""The letter to the council on the running stack: on its pages, on paper, over the API, by mail."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.letters import ask_for_letter
from tests.flow.plan import REGION, SOON, TEAM, Plan, days_ago
from tests.flow.seeing import Mail
from tests.flow.test_pages import browser

LETTERS = "/kemajuan/surat"


@pytest.fixture(scope="module")
async def letter(
    stack: Stack, plan: Plan, admin: Caller, callers: dict[str, Caller]
) -> dict[str, Any]:
    """This week's letter of the tests' region, over the API."""
    past = {"start": days_ago(100).isoformat(), "due": days_ago(3).isoformat()}
    await plan.has(kind="quick_win", title="Layanan dalam surat", **past)  # type: ignore[arg-type]
    path = f"/api/v1/calendars/{REGION}"
    shown = (await admin.planner.get(path)).raise_for_status().json()
    if shown["version"] == 0:
        given = {name: shown[name] for name in ("version", "begins", "workdays", "periods")}
        (await admin.planner.put(path, json=given)).raise_for_status()
    await ask_for_letter(stack)
    tracker = callers["uji.dewan"].tracker

    async def letters() -> Any:
        answer = await tracker.get(f"/api/v1/letters/{REGION}")
        return answer.raise_for_status().json()["items"]

    (listed, *_) = await until(letters, 3 * SOON, "the letter")
    found = await tracker.get(f"/api/v1/letters/{REGION}/{listed['week']}")
    told: dict[str, Any] = found.raise_for_status().json()
    return told


async def test_council_and_planner_read_it_as_a_page_and_on_two_sheets(
    stack: Stack, letter: dict[str, Any], callers: dict[str, Caller]
) -> None:
    for username in ("uji.dewan", "uji.perencana"):
        async with browser(stack, username) as reader:
            await reader.signs_in()
            listed = await reader.open(LETTERS)
            assert f'href="{LETTERS}/{letter["week"]}"' in listed.text
            page = await reader.open(f"{LETTERS}/{letter['week']}")
            assert page.status_code == 200
            assert "Apakah kita sesuai rencana?" in page.text
            paper = await reader.open(f"{LETTERS}/{letter['week']}.pdf")
            assert paper.headers["content-type"] == "application/pdf"
            sheets = PdfReader(io.BytesIO(paper.content)).pages
            assert 1 <= len(sheets) <= 2
            assert f"Surat pekan {letter['week']}" in " ".join(
                " ".join(one.extract_text() for one in sheets).split()
            )
            assert (await reader.open(f"{LETTERS}/2001-W01")).status_code == 404
            assert (await reader.open(f"{LETTERS}/kemarin")).status_code == 422


async def test_an_agencys_account_is_refused_with_the_reason(
    stack: Stack, letter: dict[str, Any], officer: Caller
) -> None:
    async with browser(stack, "uji.pptk") as reader:
        await reader.signs_in()
        for path in (LETTERS, f"{LETTERS}/{letter['week']}", f"{LETTERS}/{letter['week']}.pdf"):
            page = await reader.open(path)
            assert page.status_code == 403
            assert "tentang seluruh daerah" in page.text
    for path in ("", f"/{letter['week']}"):
        answer = await officer.tracker.get(f"/api/v1/letters/{REGION}{path}")
        assert answer.status_code == 403


async def test_another_regions_council_does_not_see_it(
    letter: dict[str, Any], callers: dict[str, Caller]
) -> None:
    answer = await callers["uji.dewan"].tracker.get("/api/v1/letters/kukar")
    assert answer.status_code == 404


async def test_the_delivery_team_has_it_by_mail_with_its_pdf_once(
    stack: Stack, letter: dict[str, Any], mail: Mail, agencies: dict[str, dict[str, str]]
) -> None:
    address = agencies[TEAM]["delivery_team"]

    async def caught() -> list[dict[str, Any]]:
        mails = await mail.about("[SURAT DEWAN]")
        week = f"/kemajuan/surat/{letter['week']}"
        return [one for one in mails if one["to"] == address and week in (one["text"] or "")]

    (one,) = await until(caught, 3 * SOON, "the letter by mail")
    assert [part["name"] for part in one["attachments"]] == [
        f"surat-dewan-{REGION}-{letter['week']}.pdf"
    ]
    assert 0 < one["attachments"][0]["bytes"] < 500_000
    assert "Apakah kita sesuai rencana?" in (one["html"] or "")
