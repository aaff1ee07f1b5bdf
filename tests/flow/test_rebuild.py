"""`aksi rebuild`: nothing differs; what is spoiled is named, and mended when asked to."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from deploy.local.callers import Caller
from deploy.local.folder import PROJECT
from deploy.local.stack import Stack
from tests.flow.plan import AGENCY, REGION, Plan, days_ago, report, today
from tests.flow.seeing import Mail
from tracker.bands.scheme import DEFAULT

NOTHING = "tidak ada yang berbeda (nothing differs)"


async def rebuild(stack: Stack, *options: str, **other: str) -> tuple[int, str]:
    """The command's exit code, and everything it said."""
    return await command(stack, "rebuild", *options, **other)


async def command(stack: Stack, *words: str, **other: str) -> tuple[int, str]:
    """A command of the tracker."""
    return await command_of(stack, "tracker", *words, **other)


async def command_of(stack: Stack, service: str, *words: str, **other: str) -> tuple[int, str]:
    """A command of a service."""
    return await given_command_of(b"", stack, service, *words, **other)


async def given_command_of(
    given: bytes, stack: Stack, service: str, *words: str, **other: str
) -> tuple[int, str]:
    """A command of a service, with its standard input."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", service, *words),
        env={**os.environ, **stack.services.environment(service), **other},
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(given)
    return process.returncode or 0, said.decode()


def row_of(items: Collection[dict[str, object]], item_id: str) -> dict[str, object]:
    """The stored document of an item."""
    row = items.find_one({"_id": item_id})
    assert row is not None
    return row


@pytest.fixture
async def items(stack: Stack) -> AsyncIterator[Collection[dict[str, object]]]:
    client: MongoClient[dict[str, object]] = MongoClient(stack.running.mongodb)
    yield client["tracker"]["items"]
    client.close()


async def test_nothing_differs_and_what_is_spoiled_is_named_and_mended(
    stack: Stack, plan: Plan, officer: Caller, items: Collection[dict[str, object]]
) -> None:
    await stack.republish()
    item_id = (await plan.has(kind="quick_win"))["item_id"]
    url = f"/api/v1/items/{item_id}/reports"
    for percent, day in ((30, 20), (100, 10), (45, 0)):
        answer = await officer.tracker.post(url, json=report(percent, days_ago(day)))
        assert answer.status_code == 201, answer.text
    code, said = await rebuild(stack)
    assert (code, NOTHING in said) == (0, True), said

    spoiled = {"reports": 9, "latest.physical_percent": 12.5, "status": "critical"}
    items.update_one({"_id": item_id}, {"$set": spoiled})
    code, said = await rebuild(stack)
    assert code == 1
    lines = [line for line in said.splitlines() if line.startswith("✗")]
    assert [line.split()[1:3] for line in lines] == [
        [item_id, "latest:"],
        [item_id, "reports:"],
        [item_id, "status:"],
    ]
    assert "9; seharusnya (recomputed) 3" in lines[1]
    assert row_of(items, item_id)["reports"] == 9

    code, said = await rebuild(stack, "--apply")
    assert code == 0, said
    assert sum(line.startswith("✓") for line in said.splitlines()) == 3
    noted = [*items.database["audit_new"].find(), *items.database["audit"].find()]
    repairs = [row for row in noted if row["what"] == "items-repaired"]
    assert {row["by"] for row in repairs if item_id in row["details"]["items"]} == {"aksi"}
    code, said = await rebuild(stack)
    assert (code, NOTHING in said) == (0, True), said
    assert (await plan.item(item_id))["reports"] == 3


async def test_reviews_that_are_not_what_was_done_are_named_and_mended(
    stack: Stack,
    plan: Plan,
    officer: Caller,
    callers: dict[str, Caller],
    items: Collection[dict[str, object]],
) -> None:
    await stack.republish()
    item_id = (await plan.has())["item_id"]
    sent = await officer.tracker.post(f"/api/v1/items/{item_id}/reports", json=report(60))
    key = sent.json()["report_id"]
    passed = {"report": key, "action": "passed", "step": "verified", "number": 1}
    answer = await callers["uji.kabid"].tracker.post("/api/v1/reviews", json={"reviews": [passed]})
    assert answer.json()["reviews"][0]["state"] == "verified"
    code, said = await rebuild(stack)
    assert (code, NOTHING in said) == (0, True), said
    reports = items.database["reports"]
    kept = reports.find_one({"_id": key})
    assert kept is not None
    reports.update_one({"_id": key}, {"$set": {"review.state": "signed"}})
    items.update_one({"_id": item_id}, {"$set": {"reviewed.signed": 60.0}})
    code, said = await rebuild(stack, "--apply")
    assert code == 0, said
    assert f"✓ {item_id} review" in said
    assert f"✓ {item_id} reviewed" in said
    assert reports.find_one({"_id": key}) == kept
    assert row_of(items, item_id)["reviewed"]["signed"] == 0.0  # type: ignore[index]

    items.database["reviews"].delete_many({"item_id": item_id})  # as a backup that lacks them
    reports.update_one({"_id": key}, {"$unset": {"review": ""}})
    code, said = await rebuild(stack, "--apply")
    assert (code, f"✓ {item_id} reviewed" in said) == (0, True), said
    assert "reviewed" not in row_of(items, item_id)
    code, said = await rebuild(stack)
    assert (code, NOTHING in said) == (0, True), said


async def test_money_that_is_not_what_its_sub_activities_say_is_named_and_mended(
    stack: Stack, plan: Plan, items: Collection[dict[str, object]]
) -> None:
    await stack.republish()
    start = today().replace(month=1, day=1)
    item_id = (await plan.has(start=start.isoformat()))["item_id"]
    said = {"agency": AGENCY, "region": REGION, "year": start.year, "code": "2.16.02.2.01.0009"}
    figure = {"money": "spent", "first": 1, "last": 1, "rupiah": 5_000, "file": "a" * 32}
    items.database["funding_figures"].insert_one(
        {"_id": f"uji/{item_id}", "name": "Uji", **said, **figure, "said_at": datetime.now(UTC)}
    )
    link = {"item_id": item_id, "by": "uji", "at": datetime.now(UTC)}
    items.database["funding_links"].insert_one({"_id": f"uji/{item_id}", **said, **link})
    code, told = await rebuild(stack)
    assert (code, f"✗ {item_id} funding" in told) == (1, True), told
    code, told = await rebuild(stack, "--apply")
    assert (code, f"✓ {item_id} funding" in told) == (0, True), told
    found = await plan.item(item_id)
    assert (found["budget_realised"], found["budget_by"]) == (5_000, "sipd")
    assert row_of(items, item_id)["funding"] == {"as_of": f"{start.year}-01-31", "spent": 5_000}
    items.database["funding_links"].delete_one({"_id": f"uji/{item_id}"})
    code, told = await rebuild(stack, "--apply")
    assert (code, f"✓ {item_id} funding" in told) == (0, True), told
    assert (await plan.item(item_id))["budget_realised"] == 0


async def test_money_of_codes_that_change_and_of_units_is_proved_too(
    stack: Stack, plan: Plan, items: Collection[dict[str, object]]
) -> None:
    await stack.republish()
    year = today().year
    started = today().replace(year=year - 1, month=1, day=1)
    item_id = (await plan.has(start=started.isoformat()))["item_id"]
    figures, links = (items.database[f"funding_{name}"] for name in ("figures", "links"))
    old, new = "2.16.02.2.01.0011", "2.16.02.2.02.0012"
    whose: dict[str, object] = {"agency": AGENCY, "region": REGION, "name": "Uji"}
    spent: dict[str, object] = {"money": "spent", "first": 1, "said_at": datetime.now(UTC)}
    for of, number, last, unit in (
        (year - 1, old, 12, ""),
        (year, new, 1, "UPTD A"),
        (year, new, 1, "UPTD B"),
    ):
        said: dict[str, object] = {
            "year": of,
            "code": number,
            "last": last,
            "rupiah": 5_000,
            "work_unit": unit,
        }
        key = f"uji/{item_id}/{of}{unit}"
        figures.insert_one({"_id": key, "file": key, **whose, **spent, **said})
    decided: dict[str, object] = {"item_id": item_id, "by": "uji", "at": datetime.now(UTC)}
    # as links were stored before they were of a year
    stored: dict[str, object] = {"agency": AGENCY, "region": REGION, "code": old}
    links.insert_one({"_id": f"{AGENCY}/{old}", **stored, **decided})
    code, told = await rebuild(stack, "--apply")
    assert (code, f"✓ {item_id} funding" in told) == (0, True), told
    funding = {"as_of": f"{year - 1}-12-31", "spent": 5_000}
    assert row_of(items, item_id)["funding"] == funding, "this year's code is not linked"
    links.insert_one(
        {"_id": f"{AGENCY}/{new}/{year}", **whose, "code": new, "year": year, **decided}
    )
    code, told = await rebuild(stack)
    assert (code, f"✗ {item_id} funding" in told) == (1, True), told
    code, told = await rebuild(stack, "--apply")
    assert code == 0, told
    assert row_of(items, item_id)["funding"] == {"as_of": f"{year}-01-31", "spent": 15_000}
    code, told = await rebuild(stack)
    assert (code, NOTHING in told) == (0, True), told
    figures.delete_many({"_id": {"$regex": f"^uji/{item_id}/"}})
    links.delete_many({"item_id": item_id})
    code, told = await rebuild(stack, "--apply")
    assert code == 0, told


async def test_a_lost_item_is_made_again_and_tells_what_was_not_told(
    stack: Stack, plan: Plan, officer: Caller, items: Collection[dict[str, object]]
) -> None:
    await stack.republish()
    item_id = (await plan.has())["item_id"]
    await officer.tracker.post(f"/api/v1/items/{item_id}/reports", json=report(60))
    before = await plan.item(item_id)
    course = row_of(items, item_id)["course"]
    items.delete_one({"_id": item_id})
    code, said = await rebuild(stack, "--apply")
    assert (code, f"✓ {item_id} item" in said) == (0, True), said
    after = await plan.item(item_id)
    kept = ("actual_percent", "reports", "status", "seq", "since", "heard_at", "wake_at")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert row_of(items, item_id)["course"] == course


async def test_a_status_that_differs_is_told_with_the_next_seq_and_whoever_has_to_know_is_told(
    stack: Stack,
    plan: Plan,
    officer: Caller,
    mail: Mail,
    items: Collection[dict[str, object]],
) -> None:
    await stack.republish()
    item_id = (await plan.has(kind="quick_win"))["item_id"]
    await officer.tracker.post(f"/api/v1/items/{item_id}/reports", json=report(60))
    before = await plan.item(item_id)
    items.database["reports"].delete_many({"item_id": item_id})
    code, said = await rebuild(stack, "--apply")
    assert (code, f"✓ {item_id} status" in said) == (0, True), said
    after = await plan.item(item_id)
    assert (before["status"], after["status"]) == ("on_track", "critical")
    assert after["seq"] == before["seq"] + 1 == after["status_history"][0]["seq"]
    await mail.told(item_id, f"officer@{AGENCY.lower()}.example")


@pytest.mark.parametrize(
    ("wrong", "said_of"),
    [
        ({"AKSI_KAFKA": "127.0.0.1:9"}, "Kafka (AKSI_KAFKA=127.0.0.1:9)"),
        (
            {"AKSI_MONGODB": "mongodb://127.0.0.1:9/?replicaSet=rs0"},
            "MongoDB (AKSI_MONGODB)",
        ),
        ({"AKSI_RULES_FILE": "/tidak/ada.json"}, "AKSI_RULES_FILE=/tidak/ada.json"),
    ],
)
async def test_what_cannot_be_reached_is_named_with_a_remedy(
    stack: Stack, wrong: dict[str, str], said_of: str
) -> None:
    code, said = await rebuild(stack, **wrong)
    assert (code, said_of in said, "Traceback" in said) == (1, True, False), said


async def test_other_limits_say_what_they_would_have_said(
    stack: Stack, plan: Plan, officer: Caller, tmp_path: Path
) -> None:
    start, due = days_ago(50).isoformat(), days_ago(-49).isoformat()
    item_id = (await plan.has(kind="quick_win", start=start, due=due))["item_id"]
    url = f"/api/v1/items/{item_id}/reports"
    for percent, day in ((33, 10), (43, 0)):
        answer = await officer.tracker.post(url, json=report(percent, days_ago(day)))
        assert answer.status_code == 201, answer.text
    schemes = json.loads(DEFAULT.read_bytes())
    tepra = next(one for one in schemes if one["scheme"] == "tepra")
    tepra["version"], tepra["bands"][0]["below"] = "tepra-uji", 5
    file = tmp_path / "skema.json"
    file.write_text(json.dumps(schemes))

    code, said = await command(stack, "bands", "rescore", str(file), "--region", REGION)
    assert code == 0, said
    assert f"  {item_id}: biru → hijau" in said.splitlines()
    assert "tepra tepra-lebong-2023 → tepra-uji" in said

    tepra["measure"] = "poin"
    file.write_text(json.dumps(schemes))
    code, said = await command(stack, "bands", "rescore", str(file))
    assert (code, "measure" in said) == (1, True), said
