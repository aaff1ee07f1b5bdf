"""The demonstration: a year of the action plan in about a minute, with one line per step."""

import asyncio
import time
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from chassis.text import Text
from deploy.local.accounts import have_accounts, log_ins
from deploy.local.callers import Caller, calling
from deploy.local.deciding import have_decisions
from deploy.local.funding import have_funding
from deploy.local.history import have_history
from deploy.local.letter import have_letter
from deploy.local.patience import NO_TLS
from deploy.local.reporting import Reporting
from deploy.local.reporting_calendar import have_calendar
from deploy.local.reviewing import have_reviews
from deploy.local.sample import PLAN_FILE, Sample, sample
from deploy.local.services import NOTIFIER
from deploy.local.stack import Stack
from deploy.local.tour import tour
from deploy.local.waiting import Count, Step, all_there
from deploy.sample.plan import TIME_ZONE


async def demonstrate(stack: Stack) -> None:
    """The work of `make demo`; a repeated run in the same folder changes nothing.

    The notifier starts last: until all reports of the year are in, everything looks late.
    """
    started = time.monotonic()
    made = await asyncio.to_thread(sample, stack.folder, datetime.now(UTC))
    logins = log_ins(stack.secrets, made.people)
    async with calling(stack.services, logins[0], stack.patient) as admin:
        async with stack.without(NOTIFIER):
            stack.lines.heading("Rencana aksi", "the plan")
            await _import(stack, admin, made)
            await _calendar(stack, admin, made.region)
            stack.lines.heading("Laporan", "reports")
            await Reporting(stack, made, admin).all_roads(logins)
            counting = Count(stack.lines, Text("akun", "accounts"), len(logins) - 1)
            await have_accounts(admin, logins[1:], made.region, counting.moved)
            stack.lines.step(f"{len(logins)} akun dibuat", "accounts")
            if await have_reviews(stack, admin, logins, made.region):
                stack.lines.step("laporan diperiksa, dua dikembalikan", "reports reviewed")
            today = datetime.now(ZoneInfo(TIME_ZONE)).date()
            if await have_funding(stack, logins, today):
                stack.lines.step("RAK dan LRA diambil, sub kegiatan ditautkan", "money from SIPD")
            if await have_decisions(stack, logins, today):
                stack.lines.step("keputusan dewan dicatat", "decisions of the council")
            if await have_letter(stack, admin, made.region):
                stack.lines.step("surat mingguan dewan dibuat", "letter to the council made")
            if days := await have_history(stack, datetime.now(UTC)):
                stack.lines.step(f"{days} hari dimuat ke Prometheus untuk papan", "days loaded")
            stack.lines.heading("Peringatan", "alerts")
        stack.describe(logins)
        await _alerts(stack, admin, made.region)
    tour(stack, logins)
    stack.lines.heading(f"Siap, {time.monotonic() - started:.0f} detik untuk setahun", "ready")


async def _import(stack: Stack, admin: Caller, made: Sample) -> None:
    """Dry run, then the real import, unless the plan is there already: what was changed on a page
    stays. Returns when the tracker has every item.
    """
    lines = stack.lines
    if await _planned(admin, made.region):
        lines.step("rencana sudah ada; yang diubah tetap berubah", "the plan is there, as changed")
    else:
        tried = await _send_plan(admin, made, dry_run=True)
        lines.step(
            f"uji coba impor: {_counts(tried)}",
            f"dry run: {tried['refused']} refused",
        )
        done = await _send_plan(admin, made, dry_run=False)
        lines.step(f"rencana diimpor: {_counts(done)}", "plan imported")
    expected = await _planned(admin, made.region)
    arriving = Step(Text("butir di tracker", "items"), stack.folder.logs / "tracker.log")
    await all_there(lambda: _arrived(admin, made.region), expected, arriving, lines)
    lines.step(f"{expected} butir sampai di tracker lewat Kafka", "items reached the tracker")


async def _calendar(stack: Stack, admin: Caller, region: str) -> None:
    """Save the region's reporting calendar once its plan has come."""
    today = datetime.now(ZoneInfo(TIME_ZONE)).date()
    if await have_calendar(admin, region, today):
        stack.lines.step("kalender pelaporan disimpan", "reporting calendar saved")
    else:
        stack.lines.step("kalender pelaporan sudah ada", "the reporting calendar is there")


async def _send_plan(admin: Caller, made: Sample, *, dry_run: bool) -> dict[str, Any]:
    answer = await admin.planner.post(
        "/api/v1/imports",
        params={"dry_run": str(dry_run).lower(), "partial": "false", "region": made.region},
        files={"file": (PLAN_FILE, made.plan)},
        headers={"Idempotency-Key": f"plan-{made.today}-{dry_run}-{datetime.now(UTC).isoformat()}"},
    )
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


def _counts(body: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name} {counts['accepted']} baru, {counts['changed']} berubah, "
        f"{counts['unchanged']} tetap, {counts['refused']} ditolak"
        for name, counts in (("butir", body["items"]), ("perangkat daerah", body["agencies"]))
    )


async def _planned(admin: Caller, region: str) -> int:
    count = 0
    asked: dict[str, str | int] = {"limit": 200, "region": region}
    while True:
        page = (await admin.planner.get("/api/v1/items", params=asked)).raise_for_status().json()
        count += len(page["items"])
        if page["next"] is None:
            return count
        asked["cursor"] = page["next"]


async def _arrived(admin: Caller, region: str) -> int:
    return len(await admin.items(region=region))


async def _alerts(stack: Stack, admin: Caller, region: str) -> None:
    """Wait until the alerts are sent, then print those told with their recipients, and how many
    wait for the digest.
    """
    late = await _troubled(admin, region)
    alerting = Step(Text("butir diberitakan", "items told"), stack.folder.logs / "notifier.log")
    await all_there(lambda: _alerted(admin, region, late), len(late), alerting, stack.lines)
    alerts = await admin.alerts(state="open", region=region)
    mails = await _mails(stack)
    stack.lines.step(f"{len(alerts)} peringatan terbuka, {len(mails)} surel", "alerts and mails")
    told = [(alert, _told(alert)) for alert in alerts]
    for alert, names in told:
        if names:
            code = "" if alert["item_id"].startswith("decision/") else f"{alert['item_id']} "
            stack.lines.step(f"{alert['rule']}: {code}{alert['title']} → {names}")
    waiting = sum(not names for _, names in told)
    stack.lines.step(f"{waiting} menunggu ringkasan harian", "wait for the daily digest")


def _told(alert: Mapping[str, Any]) -> str:
    """To whom the alert was sent, each once."""
    sent = (one["recipient"] for one in alert["deliveries"] if one["state"] == "sent")
    return ", ".join(dict.fromkeys(sent))


async def _troubled(admin: Caller, region: str) -> set[str]:
    """Ids of the quick wins that need an alert: late or critical."""
    items = await admin.items(kind="quick_win", region=region)
    return {item["item_id"] for item in items if item["status"] in ("late", "critical")}


async def _alerted(admin: Caller, region: str, late: Set[str]) -> int:
    """How many of `late` have an open alert with all deliveries sent."""
    alerts = await admin.alerts(state="open", region=region)
    alerted = {
        alert["item_id"]
        for alert in alerts
        if alert["deliveries"] and all(d["state"] == "sent" for d in alert["deliveries"])
    }
    return len(alerted & late)


async def _mails(stack: Stack) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(verify=NO_TLS, trust_env=False) as client:
        answer = await client.get(f"{stack.running.mail}/messages")
    mails: list[dict[str, Any]] = answer.raise_for_status().json()
    return mails
