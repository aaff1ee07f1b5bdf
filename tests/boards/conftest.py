"""Prometheus over the running services, with a small plan of which some is late or critical."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.boards.scraping import Prometheus, scraping
from tests.flow.plan import AGENCY, REGION, days_ago, report
from tests.flow.seeing import handed_over
from tests.flow.test_pages import browser

PATIENCE = 30.0

ITEMS: dict[str, dict[str, Any]] = {
    "PAPAN-TERLAMBAT": {"kind": "quick_win", "pillar": "economy", "due": days_ago(12).isoformat()},
    "PAPAN-QUICK-WIN": {"kind": "quick_win", "pillar": "living", "due": days_ago(-60).isoformat()},
    "PAPAN-KRITIS": {"kind": "quick_win", "pillar": "branding", "due": days_ago(-20).isoformat()},
    "PAPAN-AKSI": {"kind": "action", "pillar": "governance", "due": days_ago(-90).isoformat()},
    "PAPAN-DESA": {
        "kind": "action",
        "pillar": "society",
        "due": days_ago(5).isoformat(),
        "kecamatan": "Muara Badak",
        "rural": True,
        "partners": [{"name": "Universitas Garut", "kind": "academia"}],
    },
}


ABOVE = ("secretary", "council")
REVIEWERS = {"verified": "uji.kabid", "signed": "uji.kepala"}


@pytest.fixture(scope="session")
async def reported_plan(
    stack: Stack, admin: Caller, officer: Caller, callers: dict[str, Caller]
) -> None:
    """ITEMS in the planner and tracker, a report on each, verified and signed, the mails of the
    late and the critical quick win sent, the late one handed over to the offices above,
    acknowledged and something decided on it; one report that falls, to be looked at; and a calendar
    by which a month is over.
    """
    await _has_calendar(admin)
    for item_id, its in ITEMS.items():
        answer = await admin.planner.post(
            "/api/v1/items",
            json={
                "item_id": item_id,
                "region": REGION,
                "title": f"Program {item_id}",
                "agency": AGENCY,
                "start": days_ago(100).isoformat(),
                "budget": 1_000_000_000,
                **its,
            },
            headers={"Idempotency-Key": item_id},
        )
        assert answer.status_code == 201, answer.text
        path = f"/api/v1/items/{item_id}"
        await until(partial(_found, admin, path), PATIENCE, f"{item_id} in the tracker")
        answer = await officer.tracker.post(
            f"{path}/reports", json=report(60), headers={"Idempotency-Key": item_id}
        )
        assert answer.status_code == 201, answer.text
        passed = {"report": answer.json()["report_id"], "action": "passed", "number": 1}
        for step, name in REVIEWERS.items():
            body = {"reviews": [{**passed, "step": step}]}
            answer = await callers[name].tracker.post("/api/v1/reviews", json=body)
            assert answer.json()["reviews"][0]["refused"] is None, answer.text
    await _has_a_mark(officer, "PAPAN-AKSI")
    await _has_a_decision(callers["uji.perencana"], "PAPAN-TERLAMBAT")
    for item_id in ("PAPAN-TERLAMBAT", "PAPAN-KRITIS"):
        await handed_over(admin, item_id, PATIENCE)
    await _is_handed_over(stack, admin, "PAPAN-TERLAMBAT")
    await _is_acknowledged(stack, admin, "PAPAN-TERLAMBAT")


async def _is_handed_over(stack: Stack, admin: Caller, item_id: str) -> None:
    contacts = [{"role": role, "email": f"{role}@uji.example"} for role in ABOVE]
    body = {"agency": "UJI-SETDA", "region": REGION, "name": "Sekretariat", "contacts": contacts}
    (await admin.planner.post("/api/v1/agencies", json=body)).raise_for_status()
    (alert,) = await admin.alerts(item_id=item_id, state="open", rule="late")
    path = f"/peringatan/kejadian/{quote(alert['alert'])}"
    async with browser(stack, "uji.kepala") as head:
        await head.signs_in(path)
        for office in ABOVE:
            asked = {"tindakan": "teruskan", "kepada": office, "pesan": "Mohon arahan"}
            await until(partial(_is_done, head, path, asked), PATIENCE, f"handed to the {office}")
    stored = (await admin.planner.get("/api/v1/agencies/UJI-SETDA")).raise_for_status().json()
    without = {"name": stored["name"], "version": stored["version"], "contacts": []}
    (await admin.planner.put("/api/v1/agencies/UJI-SETDA", json=without)).raise_for_status()


async def _is_done(head: Any, path: str, asked: dict[str, str]) -> bool:
    """Once the notifier knows the office."""
    await head.open(path)
    await head.send(path, {**head.form(), **asked})
    return bool(head.page.status_code == 200)


async def _is_acknowledged(stack: Stack, admin: Caller, item_id: str) -> None:
    (alert,) = await admin.alerts(item_id=item_id, state="open", rule="late")
    path = f"/peringatan/kejadian/{quote(alert['alert'])}"
    async with browser(stack, "uji.kepala") as head:
        await head.signs_in(path)
        await head.send(path, {**head.form(), "tindakan": "tanggapi", "catatan": "Diurus"})
        assert head.page.status_code == 200, head.page.text


async def _has_a_mark(officer: Caller, item_id: str) -> None:
    path = f"/api/v1/items/{item_id}/reports"
    again = {"Idempotency-Key": f"{item_id}-turun"}
    answer = await officer.tracker.post(path, json=report(50), headers=again)
    assert answer.status_code == 201, answer.text
    report_id = answer.json()["report_id"]

    async def marked() -> bool:
        answer = await officer.tracker.get(f"/api/v1/marks/{report_id}")
        return bool(answer.raise_for_status().json()["marks"])

    await until(marked, PATIENCE, "the mark of a report that falls")


async def _has_a_decision(planner: Caller, item_id: str) -> None:
    today = days_ago(0).isoformat()
    body = {"item_id": item_id, "decision": "Ulangi pengadaan", "due": today, "met_on": today}
    answer = await planner.tracker.post(
        "/api/v1/decisions", json=body, headers={"Idempotency-Key": item_id}
    )
    assert answer.status_code in {200, 201}, answer.text


async def _has_calendar(admin: Caller) -> None:
    path = f"/api/v1/calendars/{REGION}"
    shown = (await admin.planner.get(path)).raise_for_status().json()
    given = {
        **{name: shown[name] for name in ("version", "workdays", "steps", "counts_from")},
        "begins": days_ago(400).replace(month=1, day=1).isoformat(),
        "taken_over": days_ago(-1).isoformat(),
        "periods": [{"kind": "month", "on_time_days": 0}],
    }
    (await admin.planner.put(path, json=given)).raise_for_status()


async def _found(admin: Caller, path: str) -> bool:
    return (await admin.tracker.get(path)).is_success


@pytest.fixture(scope="session")
async def targets(stack: Stack, reported_plan: None) -> dict[str, str]:
    """Where the services answer: job -> host:port."""
    return {service: url.removeprefix("http://") for service, url in stack.running.services.items()}


@pytest.fixture(scope="module")
async def prometheus(
    targets: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Prometheus]:
    """A Prometheus with the deployed configuration that scrapes the services."""
    async with scraping(targets, tmp_path_factory.mktemp("prometheus")) as running:
        yield running


@pytest.fixture(scope="session")
async def pages(targets: dict[str, str]) -> dict[str, str]:
    """The /metrics page of each service."""
    async with httpx.AsyncClient(timeout=10) as client:
        return {
            job: (await client.get(f"http://{target}/metrics")).raise_for_status().text
            for job, target in targets.items()
        }
