"""A region's reporting calendar over HTTP: saved, versioned, published, noted, and by whom."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.audit.trail import Trail
from chassis.auth.account_states import AccountStates
from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import CalendarPublished
from contracts.account import Account, Role
from contracts.calendar import Holiday
from planner.app import Components, create_parts
from planner.calendars import proposed
from planner.calendars.national_holidays import national_holidays
from planner.settings import Settings
from tests.in_process import InProcess, in_process

REGION, OTHER = "bontang", "paser"
AGENCY, FOREIGN = "BTG-DINKES", "PSR-DINKES"
DATABASE = "planner_of_test_calendars"
PATH = f"/api/v1/calendars/{REGION}"
YEAR = datetime.now(UTC).year
GIVEN: dict[str, Any] = {
    "begins": f"{YEAR - 1}-01-01",
    "taken_over": f"{YEAR}-01-31",
    "workdays": [5, 1, 2, 3, 4],
    "periods": [
        {"kind": "four_months", "on_time_days": 10, "window_days": None},
        {"kind": "month", "on_time_days": 5, "window_days": 10},
    ],
    "steps": ["verified", "signed"],
    "counts_from": "verified",
    "own_holidays": [{"day": f"{YEAR}-10-12", "name": " Hari  Jadi ", "decree": "SE 1"}],
    "worked_holidays": [f"{YEAR}-08-17"],
}
LATE: dict[str, Any] = {
    "agency": AGENCY,
    "period": f"{YEAR - 1}-M12",
    "until": f"{YEAR}-02-28",
    "reason": "Tanpa sinyal",
}


@dataclass
class Calendars:
    """A planner asked over HTTP, on a database without calendars."""

    services: InProcess
    database: Database

    def client(self, role: Role = Role.ADMIN, region: str | None = None) -> httpx.AsyncClient:
        agency = AGENCY if role is Role.OFFICER else None
        account = Account(username=f"uji.{role}", role=role, region=region, agency=agency)
        token = self.services.signer.access(account, datetime.now(UTC)).text
        return self.services.client("planner", token)

    async def events(self, region: str = REGION) -> list[tuple[str, CalendarPublished]]:
        """Id and content of each calendar that was sent."""
        found = []
        async for row in self.database["outbox"].find({"topic": CalendarPublished.topic}):
            for told in row["events"]:
                event = CalendarPublished.model_validate_json(told["value"])
                if event.region == region:
                    found.append((told["event_id"], event))
        return sorted(found, key=lambda one: one[1].version)

    async def deeds(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What was noted, by whom, with its details."""
        return [
            (row["what"], row["by"], row["details"])
            async for row in self.database["audit_new"].find({"about": REGION}).sort("_id", 1)
        ]


@pytest.fixture(scope="module")
async def services(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[InProcess]:
    folder = tmp_path_factory.mktemp("calendars")
    made = in_process(folder, AKSI_MONGODB=mongodb_uri, AKSI_DATABASE=DATABASE)
    await made.service("planner")._prepare()
    async with made.client("planner", made.token(Role.ADMIN, datetime.now(UTC))) as admin:
        for code, region in ((AGENCY, REGION), (FOREIGN, OTHER)):
            body = {"agency": code, "name": f"Dinas {code}", "region": region}
            answer = await admin.post("/api/v1/agencies", json=body)
            assert answer.status_code == 201, answer.text
    yield made
    made.end()


@pytest.fixture
async def calendars(services: InProcess, mongodb_uri: str) -> AsyncIterator[Calendars]:
    database = Database(mongodb_uri, DATABASE)
    for name in ("calendars", "former_calendars", "outbox", "audit_new"):
        await database[name].delete_many({})
    yield Calendars(services, database)
    database.close()


async def saved(client: httpx.AsyncClient, version: int = 0, **changes: Any) -> dict[str, Any]:
    answer = await client.put(PATH, json={**GIVEN, **changes, "version": version})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_region_without_a_calendar_is_proposed_one_that_is_not_published(
    calendars: Calendars,
) -> None:
    async with calendars.client() as client:
        body = (await client.get(PATH)).raise_for_status().json()
    assert (body["version"], body["time_zone"]) == (0, "Asia/Makassar")
    assert body["begins"].endswith("-01-01")
    assert [(one["kind"], one["on_time_days"], one["window_days"]) for one in body["periods"]] == [
        *(("month", 5, 10), ("four_months", 10, None)),
    ]
    assert body["holidays"]
    assert await calendars.events() == []


async def test_a_saved_calendar_is_shown_published_and_noted(calendars: Calendars) -> None:
    async with calendars.client(Role.PLANNER, REGION) as client:
        body = await saved(client)
        assert (await client.get(PATH)).json() == body
    assert body["version"] == 1
    assert body["workdays"] == [1, 2, 3, 4, 5]
    assert [one["kind"] for one in body["periods"]] == ["month", "four_months"]
    days = {one["day"]: one for one in body["holidays"]}
    own = {"day": f"{YEAR}-10-12", "name": "Hari Jadi", "decree": "SE 1", "provisional": False}
    assert days[own["day"]] == own
    assert f"{YEAR}-08-17" not in days, "the region works on it"
    assert {day[:4] for day in days} == {str(YEAR - 1), str(YEAR), str(YEAR + 1)}
    ((event_id, event),) = await calendars.events()
    assert event_id == f"plan.calendar.v1/{REGION}/1"
    assert (event.counts_from, event.taken_over) == ("verified", date(YEAR, 1, 31))
    assert [one.day.isoformat() for one in event.holidays] == list(days)
    ((deed, by, details),) = await calendars.deeds()
    assert (deed, by, details["version"]) == ("calendar-saved", "uji.planner", 1)
    assert details["month"] == "tepat waktu 5 hari kerja, dibuka 10 hari kerja"


async def test_the_same_again_changes_nothing_and_a_change_is_the_next_version(
    calendars: Calendars,
) -> None:
    async with calendars.client() as client:
        first = await saved(client)
        assert await saved(client, 1) == first
        assert len(await calendars.events()) == 1
        second = await saved(client, 1, taken_over=None)
        assert (second["version"], second["taken_over"]) == (2, None)
    former = await calendars.database["former_calendars"].find().to_list(9)
    assert [(row["_id"], row["taken_over"]) for row in former] == [
        (f"{REGION}/1", GIVEN["taken_over"])
    ]
    assert [event.version for _, event in await calendars.events()] == [1, 2]
    details = (await calendars.deeds())[-1][2]
    assert details == {
        "version": 2,
        "taken_over": f"31 Januari {YEAR} → -",
        "holidays": "",
    }


@pytest.mark.parametrize("version", [0, 2])
async def test_a_version_that_is_not_the_last_is_refused_with_the_last(
    calendars: Calendars, version: int
) -> None:
    async with calendars.client() as client:
        await saved(client)
        answer = await client.put(PATH, json={**GIVEN, "version": version, "taken_over": None})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale-version")
    assert answer.json()["version"] == 1
    assert len(await calendars.events()) == 1


async def test_of_two_that_save_at_once_one_is_told_so(calendars: Calendars) -> None:
    async with calendars.client() as client:
        bodies = [{**GIVEN, "version": 0, "taken_over": f"{YEAR}-02-0{n}"} for n in range(1, 6)]
        answers = await asyncio.gather(*(client.put(PATH, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


async def test_what_breaks_a_rule_is_refused_whole(calendars: Calendars) -> None:
    wrong = {
        "workdays": [],
        "periods": [{"kind": "month", "on_time_days": 6, "window_days": 5}],
        "steps": [],
        "begins": "1999-01-01",
    }
    async with calendars.client() as client:
        answer = await client.put(PATH, json={**GIVEN, **wrong, "version": 0})
        assert answer.status_code == 422
        assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [
            ("begins", "date-out-of-range"),
            ("workdays", "no-workday"),
            ("periods.month.window_days", "window-too-short"),
            ("counts_from", "step-not-in-use"),
        ]
        text = {"version": "0", "periods": [{"kind": "month", "on_time_days": "5"}]}
        assert (await client.put(PATH, json={**GIVEN, **text})).status_code == 422
        since = {**GIVEN, "version": 0, "begins": "2000-01-01"}
        answer = await client.put(PATH, json=since)
        assert answer.json()["errors"][0]["code"] == "too-many-holidays"
    assert await calendars.events() == []


async def test_an_extension_is_granted_once_prolonged_and_withdrawn(calendars: Calendars) -> None:
    extensions = f"{PATH}/extensions"
    async with calendars.client(Role.PLANNER, REGION) as client:
        assert (await client.post(extensions, json=LATE)).status_code == 409, "nothing is saved yet"
        await saved(client)
        granted = await client.post(extensions, json=LATE)
        assert granted.status_code == 201, granted.text
        (one,) = granted.json()["extensions"]
        assert one.pop("granted_at").startswith(f"{datetime.now(UTC).year}-")
        assert one == {**LATE, "granted_by": "uji.planner"}
        assert (await client.post(extensions, json=LATE)).json() == granted.json()
        longer = {**LATE, "until": f"{YEAR}-03-31"}
        assert (await client.post(extensions, json=longer)).json()["version"] == 3
        kept = await saved(client, 3, taken_over=None)
        assert [one["until"] for one in kept["extensions"]] == [longer["until"]]
        gone = await client.delete(f"{extensions}/{AGENCY}/{LATE['period']}")
        assert (gone.status_code, gone.json()["extensions"]) == (200, [])
        assert (await client.delete(f"{extensions}/{AGENCY}/{LATE['period']}")).status_code == 404
    told = [(event.version, len(event.extensions)) for _, event in await calendars.events()]
    assert told == [(1, 0), (2, 1), (3, 1), (4, 1), (5, 0)]
    first = (await calendars.events())[1][1].extensions[0]
    assert (first.kind, first.first) == ("month", date(YEAR - 1, 12, 1))
    deeds = [(what, details.get("until")) for what, _, details in await calendars.deeds()]
    assert deeds == [
        ("calendar-saved", None),
        ("extension-granted", LATE["until"]),
        ("extension-granted", longer["until"]),
        ("calendar-saved", None),
        ("extension-withdrawn", longer["until"]),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"agency": FOREIGN}, "agency", "unknown-agency"),
        ({"agency": "TIDAK-ADA"}, "agency", "unknown-agency"),
        ({"period": f"{YEAR}-Q1"}, "period", "period-not-in-use"),
        ({"period": f"{YEAR - 2}-M12"}, "period", "period-not-counted"),
        ({"period": "Desember"}, "period", "bad-period"),
        ({"until": f"{YEAR - 1}-12-31"}, "until", "until-in-period"),
        ({"reason": " "}, "reason", "missing"),
    ],
)
async def test_an_extension_that_breaks_a_rule_is_refused(
    calendars: Calendars, changes: dict[str, str], field: str, code: str
) -> None:
    async with calendars.client() as client:
        await saved(client)
        answer = await client.post(f"{PATH}/extensions", json={**LATE, **changes})
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    ("role", "region", "seen", "changed"),
    [
        (Role.OFFICER, REGION, 200, 403),
        (Role.COUNCIL, REGION, 200, 403),
        (Role.COUNCIL, None, 200, 403),
        (Role.PLANNER, OTHER, 403, 403),
        (Role.ADMIN, OTHER, 403, 403),
        (Role.PLANNER, REGION, 200, 200),
    ],
)
async def test_a_regions_accounts_see_its_calendar_and_those_who_keep_its_plan_change_it(
    calendars: Calendars, role: Role, region: str | None, seen: int, changed: int
) -> None:
    async with calendars.client(role, region) as client:
        assert (await client.get(PATH)).status_code == seen
        answer = await client.put(PATH, json={**GIVEN, "version": 0})
        assert answer.status_code == changed, answer.text
        if changed == 403:
            assert (await client.post(f"{PATH}/extensions", json=LATE)).status_code == 403
            gone = await client.delete(f"{PATH}/extensions/{AGENCY}/{LATE['period']}")
            assert gone.status_code == 403
    async with calendars.client() as admin:
        nowhere = "/api/v1/calendars/tidak-ada"
        assert (await admin.get(nowhere)).status_code == 404
        assert (await admin.put(nowhere, json={**GIVEN, "version": 0})).status_code == 404
    assert len(await calendars.events()) == (changed == 200)


def started(calendars: Calendars, zone: str, folder: Path) -> Components:
    """A planner with a clock of its own, whose regions file has this zone."""
    file = folder / "regions.json"
    file.write_text(json.dumps({REGION: {"name": "Bontang", "time_zone": zone}}))
    database = calendars.database
    clock = FixedClock(datetime.now(UTC))
    return create_parts(
        Settings(signing_key_file=Path(), regions_file=file),
        database,
        Outbox(database),
        clock,
        states=AccountStates(database),
        trail=Trail(database, clock),
    )


async def test_a_calendar_that_is_sent_again_says_what_it_said(
    calendars: Calendars, tmp_path: Path
) -> None:
    async with calendars.client() as client:
        await saved(client)
    (first,) = await calendars.events()
    await calendars.database["outbox"].delete_many({})
    publishing = started(calendars, "Asia/Makassar", tmp_path).publishing_service
    assert await publishing.republish() == (1, 2, 0)
    await publishing.send_calendars_again([REGION, OTHER])
    assert await calendars.events() == [first, first]


async def test_a_corrected_time_zone_is_the_next_version(
    calendars: Calendars, tmp_path: Path
) -> None:
    async with calendars.client() as client:
        await saved(client)
    for zone in ("Asia/Makassar", "Asia/Jayapura", "Asia/Jayapura"):
        await started(calendars, zone, tmp_path).calendar_service.take_over_zones()
    told = [(event.version, event.time_zone) for _, event in await calendars.events()]
    assert told == [(1, "Asia/Makassar"), (2, "Asia/Jayapura")]


async def test_other_national_holidays_change_nothing_until_somebody_saves(
    calendars: Calendars, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = Account(username="uji", role=Role.ADMIN)
    async with calendars.client() as client:
        before = await saved(client)
        new = Holiday(day=date(YEAR, 11, 5), name="Hari Baru")
        national = national_holidays
        monkeypatch.setattr(proposed, "national_holidays", lambda years: (*national(years), new))
        await started(calendars, "Asia/Makassar", tmp_path).publishing_service.republish()
        granted = await client.post(f"{PATH}/extensions", json=LATE)
        assert granted.json()["holidays"] == before["holidays"]
        service = started(calendars, "Asia/Makassar", tmp_path).calendar_service
        stored = await service.shown(REGION, to=by)
        assert set(service.holidays_if_saved(stored)) - set(stored.holidays) == {new}
        after = await saved(client, 2)
    assert "Hari Baru" in {one["name"] for one in after["holidays"]}
    assert (await calendars.deeds())[-1][2] == {
        "version": 3,
        "holidays": f"+ 5 November {YEAR} Hari Baru",
    }
