"""Each route answers what /openapi.json declares for it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.evidence_files import pdf, photo
from tests.flow.declared import Answered, Declared, judging
from tests.flow.letters import ask_for_letter
from tests.flow.people import log_in_admin
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION, SOON, Plan, days_ago, report, today
from tests.flow.test_decision_pages import with_minutes
from tests.flow.test_funding_pages import CODE, realisation
from tests.flow.test_pages import browser
from tests.flow.test_planner_http import workbook
from tests.in_process import SERVICES

PASSWORD, NEXT_PASSWORD = "empat kata yang panjang", "empat kata yang lain sekali"
FULL = {
    "supporting_agencies": [OTHER_AGENCY],
    "partners": [{"name": "Universitas Garut", "kind": "academia"}],
    "kecamatan": "Tarogong",
    "desa": "Jayaraga",
    "rural": True,
    "milestones": [{"name": "Tahap I", "due": days_ago(1).isoformat(), "weight": 40}],
    "indicator": "Layanan yang aktif",
    "unit": "layanan",
    "baseline": 1,
    "target": 12.5,
    "target_text": "12,5 layanan",
    "budget_source": "DAK",
    "rpjmd": "Program 1",
}
"""What an item may have beside what it must."""


class Watched:
    """Callers whose answers are judged, and the answers seen."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._declared = dict[str, Declared]()
        self.seen = set[Answered]()

    async def watch(self, caller: Caller) -> Caller:
        """The caller, with every answer judged."""
        for name in SERVICES:
            client = getattr(caller, name)
            if name not in self._declared:
                document = (await client.get("/openapi.json")).raise_for_status().json()
                self._declared[name] = Declared(name, document)
            client.event_hooks = {"response": [judging(self._declared[name], self.seen)]}
        return caller

    def unseen(self) -> list[Answered]:
        """The declared answers without a problem that no caller has had."""
        declared = {one for document in self._declared.values() for one in document.successes()}
        return sorted(declared - self.seen)


@pytest.fixture
async def watched(stack: Stack) -> Watched:
    return Watched(stack)


@pytest.fixture
async def keeper(stack: Stack, watched: Watched, agencies: Any) -> AsyncIterator[Caller]:
    """The admin, watched."""
    async with calling(stack.services, log_in_admin(stack)) as caller:
        yield await watched.watch(caller)


async def account(keeper: Caller, stack: Stack) -> LogIn:
    """An officer's account of AGENCY, changed in every way, and its session."""
    name = f"uji.{uuid4().hex[:10]}"
    planner = keeper.planner
    office = {"role": "officer", "agency": AGENCY, "region": REGION}
    made = await planner.post(
        "/api/v1/accounts", json={**office, "username": name, "password": PASSWORD}
    )
    path = f"/api/v1/accounts/{name}"
    change = {**office, "version": made.json()["version"], "also": [OTHER_AGENCY]}
    assert (await planner.put(path, json=change)).status_code == 200
    assert (await planner.put(path, json=change)).status_code == 409
    assert (await planner.put("/api/v1/accounts/tidak.ada", json=change)).status_code == 404
    await planner.post(f"{path}/password", json={"password": PASSWORD, "one_time": True})
    token = (await planner.post(f"{path}/tokens", json={"name": "SIMDA", "days": 3})).json()
    assert (await planner.get("/api/v1/accounts", params={"limit": 500})).status_code == 200
    await planner.delete(f"{path}/tokens/{token['id']}")
    leaving = {**office, "username": f"{name}.lama", "password": PASSWORD}
    await planner.post("/api/v1/accounts", json=leaving)
    removal = {"version": 1, "reason": "tidak dipakai"}
    await planner.post(f"{path}.lama/removal", json=removal)

    login = {"username": name, "password": PASSWORD}
    assert (await planner.post("/api/v1/session", json=login)).status_code == 403
    changed = {**login, "new_password": NEXT_PASSWORD}
    assert (await planner.post("/api/v1/session/password", json=changed)).status_code == 200
    assert (await planner.post("/api/v1/session", json=login)).status_code == 401
    begun = (
        await planner.post("/api/v1/session", json={**login, "password": NEXT_PASSWORD})
    ).json()
    renewal = {"renewal_token": begun["renewal_token"]}
    await planner.post("/api/v1/session/renewal", json=renewal)
    bearer = {"Authorization": f"Bearer {begun['access_token']}"}
    assert (await planner.delete("/api/v1/session", headers=bearer)).status_code == 204
    await planner.get("/.well-known/jwks.json")
    return LogIn(name, NEXT_PASSWORD, "officer", AGENCY)


async def planned(keeper: Caller) -> str:
    """The code of an item with all that it may have; one is cancelled, one is in a file."""
    planner, code = keeper.planner, f"JWB-{uuid4().hex[:8]}"
    item = {
        **FULL,
        "item_id": code,
        "region": REGION,
        "pillar": "governance",
        "kind": "quick_win",
        "title": f"Layanan {code}",
        "agency": AGENCY,
        "start": days_ago(90).isoformat(),
        "due": days_ago(-90).isoformat(),
        "budget": 1_000_000_000,
    }
    office = {"agency": f"JWB-{uuid4().hex[:8]}", "region": REGION, "name": f"Dinas {code}"}
    assert (await planner.post("/api/v1/agencies", json=office)).status_code == 201
    path = f"/api/v1/agencies/{office['agency']}"
    contacts = [{"role": "head", "email": "kepala@garut.example"}]
    revised = {**(await planner.get(path)).json(), "contacts": contacts, "aliases": ["Dinas uji"]}
    assert (await planner.put(path, json=revised)).status_code == 200
    await planner.get("/api/v1/agencies", params={"limit": 500})

    assert (await planner.post("/api/v1/items", json=item)).status_code == 201
    same_code = {**item, "title": "Yang lain"}
    assert (await planner.post("/api/v1/items", json=same_code)).status_code == 409
    shown = (await planner.get(f"/api/v1/items/{code}")).json()
    assert (await planner.put(f"/api/v1/items/{code}", json=shown)).status_code == 200
    other = {name: value for name, value in item.items() if name not in FULL}
    other["item_id"] = f"{code}-B"
    await planner.post("/api/v1/items", json=other)
    assert (await planner.post(f"/api/v1/items/{code}-B/cancel")).status_code == 200
    await planner.get("/api/v1/items", params={"limit": 500})

    row = ["Smart Living", "Layanan", AGENCY, "1 Januari 2026", "31 Desember 2026", "1.250.000,00"]
    file = workbook([[code, *row], [f"{code}-C", *row], [f"{code}-D", "Bukan pilar", *row[1:]]])
    asked = {"region": REGION, "dry_run": "true"}
    answer = (await planner.post("/api/v1/imports", params=asked, files=file)).json()
    assert (answer["errors"], answer["changes"]) != ([], [])
    assert (
        await planner.post("/api/v1/imports", params={"region": REGION}, files=file)
    ).status_code == 422
    assert (await planner.get("/api/v1/export", params={"region": REGION})).status_code == 200
    return code


async def counted(keeper: Caller) -> None:
    """The calendar of a region, and an extension in it, that no other test uses."""
    planner, path, code = keeper.planner, "/api/v1/calendars/jayapura", f"JWB-{uuid4().hex[:8]}"
    office = {"agency": code, "region": "jayapura", "name": f"Dinas {code}"}
    assert (await planner.post("/api/v1/agencies", json=office)).status_code == 201
    shown = (await planner.get(path)).json()
    own = [{"day": "2026-03-07", "name": "Hari Jadi Kota", "decree": "SE 1"}]
    settable = ("version", "begins", "workdays", "periods")
    given = {**{name: shown[name] for name in settable}, "own_holidays": own}
    saved = await planner.put(path, json=given)
    assert saved.status_code == 200, saved.text
    assert (await planner.put(path, json={**given, "workdays": []})).status_code == 422
    stale = {**given, "version": saved.json()["version"] + 1}
    assert (await planner.put(path, json=stale)).status_code == 409
    year = int(shown["begins"][:4])
    late = {"agency": code, "period": f"{year}-M1", "until": f"{year + 1}-01-31", "reason": "Uji"}
    assert (await planner.post(f"{path}/extensions", json=late)).status_code == 201
    assert (await planner.get(path)).json()["extensions"]
    await listed(keeper.tracker)
    gone = await planner.delete(f"{path}/extensions/{code}/{year}-M1")
    assert gone.status_code == 200


async def listed(tracker: Any) -> None:
    """The periods of the calendar, and the reporting of one."""
    path = "/api/v1/periods/jayapura"

    async def there() -> bool:
        return bool((await tracker.get(path)).status_code == 200)

    await until(there, SOON, "the calendar in the tracker")
    code = (await tracker.get(path)).json()["periods"][0]["code"]
    assert (await tracker.get(f"{path}/{code}")).status_code == 200
    tomorrow = {"on": days_ago(-2).isoformat()}
    assert (await tracker.get(f"{path}/{code}", params=tomorrow)).status_code == 422
    for wrong in ("tiada", "0001-M1", "0000-M1", "9999-M12", "9999-Y1", "2026-M99"):
        assert (await tracker.get(f"{path}/{wrong}")).status_code == 422
    for day in ("0001-01-01", "9999-12-31"):
        assert (await tracker.get(f"{path}/{code}", params={"on": day})).status_code == 422
    assert (await tracker.get("/api/v1/periods/tiada")).status_code == 404


async def reported(officer: Caller, code: str) -> str:
    """The item with reports, a correction, and evidence; the id of one report."""
    tracker, path = officer.tracker, f"/api/v1/items/{code}"

    async def there() -> bool:
        return (await tracker.get(path)).status_code == 200

    await until(there, SOON, f"{code} in the tracker")
    first = (await tracker.post(f"{path}/reports", json=report(20, days_ago(9)))).json()
    again = {**report(25, days_ago(9)), "report_id": first["report_id"]}
    assert (await tracker.post(f"{path}/reports", json=again)).status_code == 409
    corrected = {**report(30, days_ago(9)), "corrects": first["report_id"], "people_reached": 40}
    assert (await tracker.post(f"{path}/reports", json=corrected)).status_code == 201
    unstated = {"as_of": days_ago(2).isoformat(), "physical_percent": 100}
    last = (await tracker.post(f"{path}/reports", json=unstated)).json()
    assert (await tracker.post(f"{path}/reports", json=report(140))).status_code == 422
    large = report(50, note="x" * 200_000)
    assert (await tracker.post(f"{path}/reports", json=large)).status_code == 413

    files = {"file": ("lapangan.jpg", photo())}
    asked = {"report_id": last["report_id"]}
    for status in (201, 200):
        given = await tracker.post(f"{path}/evidence", params=asked, files=files)
        assert given.status_code == status
    sha256 = given.json()["sha256"]
    await tracker.get(f"{path}/evidence")
    assert (await tracker.get(f"{path}/evidence/{sha256}")).status_code == 200
    assert (await tracker.get(f"{path}/evidence/{'0' * 64}")).status_code == 404
    assert (await tracker.get(path)).json()["done_in_time"] is True

    rows = f"Kode,Per Tanggal,Fisik (%)\n{code},{days_ago(5):%d/%m/%Y},60\n"
    sheet = {"file": ("laporan.csv", rows.encode())}
    assert (await tracker.post("/api/v1/reports/imports", files=sheet)).status_code == 200
    rows += f"{code}-tiada,{days_ago(5):%d/%m/%Y},banyak\n"
    refused = {"file": ("laporan.csv", rows.encode())}
    judged = {"dry_run": "true"}
    await tracker.post("/api/v1/reports/imports", params=judged, files=refused)
    assert (await tracker.post("/api/v1/reports/imports", files=refused)).status_code == 422
    return str(last["report_id"])


async def funded(officer: Caller, code: str) -> None:
    """An export of SIPD taken, its sub kegiatan linked, and the item's money."""
    tracker, exports = officer.tracker, "/api/v1/sipd/imports"
    file = {"file": ("lra.xlsx", realisation(400_000_000, 1_000_000))}
    asked = {"month": f"{today().month}", "cumulative": "true", "falls": "true"}
    tried = {**asked, "dry_run": "true"}
    assert (await tracker.post(exports, params=tried, files=file)).status_code == 200
    assert (await tracker.post(exports, files=file)).status_code == 422
    taken = await tracker.post(exports, params=asked, files=file)
    assert (taken.status_code, taken.json()["figures"]) == (200, 2), taken.text
    for item, year, status in (
        (code, today().year, 200),
        ("tiada", None, 422),
        (code, 1999, 422),
        (None, None, 200),
    ):
        body = {"year": year, "links": [{"code": CODE, "item_id": item}]}
        assert (await tracker.put("/api/v1/sipd/links", json=body)).status_code == status
    money = await tracker.get(f"/api/v1/items/{code}/money")
    assert money.json()["sub_activities"] == []
    assert (await tracker.get("/api/v1/items/tiada/money")).status_code == 404


async def reviewed(verifier: Caller, report_id: str) -> None:
    """A report verified, another refused, and how one stands."""
    passed = {"report": report_id, "action": "passed", "step": "verified", "number": 1}
    body = {"reviews": [passed, {**passed, "report": "tiada"}]}
    assert (await verifier.tracker.post("/api/v1/reviews", json=body)).status_code == 200
    assert (await verifier.tracker.get(f"/api/v1/reviews/{report_id}")).status_code == 200
    assert (await verifier.tracker.get("/api/v1/reviews/tiada")).status_code == 404


async def looked_at(officer: Caller, verifier: Caller, code: str) -> None:
    """A mark shown, dismissed, and another refused."""
    body = {"as_of": f"{days_ago(0)}", "physical_percent": 1}
    answer = await officer.tracker.post(f"/api/v1/items/{code}/reports", json=body)
    report_id = answer.json()["report_id"]

    async def marks() -> Any:
        answer = await officer.tracker.get(f"/api/v1/marks/{report_id}")
        return answer.raise_for_status().json()["marks"]

    mark = (await until(marks, SOON, "the marks of a report"))[0]
    assert mark["rule"] == "falling"
    seen = {"rule": mark["rule"], "finding": mark["finding"]}
    wanted = {"report": report_id, **seen, "words": "Sudah dilihat"}
    asked = {"dismissals": [wanted, {**wanted, "report": "tiada"}]}
    answer = await verifier.tracker.post("/api/v1/marks/dismissals", json=asked)
    assert answer.status_code == 200
    wordless = {"dismissals": [{**wanted, "words": ""}]}
    answer = await verifier.tracker.post("/api/v1/marks/dismissals", json=wordless)
    assert answer.status_code == 422
    await marks()
    assert (await officer.tracker.get(f"/api/v1/items/{code}")).status_code == 200


async def decided(planner: Caller, code: str) -> None:
    """A decision recorded, once, listed, shown, done; and others refused."""
    tracker, path = planner.tracker, "/api/v1/decisions"
    days = {"due": days_ago(-9).isoformat(), "met_on": days_ago(1).isoformat()}
    body = {"item_id": code, "decision": "Ulangi pengadaan", "minutes": "005/RSC", **days}
    for status in (201, 200):
        made = await tracker.post(path, json=body, headers={"Idempotency-Key": code})
        assert made.status_code == status, made.text
    on_agency = {**days, "agency": AGENCY, "decision": "Tambah tenaga", "owner": OTHER_AGENCY}
    assert (await tracker.post(path, json=on_agency)).status_code == 201
    for wrong in ({"item_id": "tiada"}, {"due": "2001-01-01"}, {"agency": AGENCY}):
        assert (await tracker.post(path, json={**body, **wrong})).status_code == 422
    assert (await tracker.get(path, params={"limit": 500})).status_code == 200
    one = f"{path}/{made.json()['decision_id']}"
    done = {"action": "done", "number": 2, "words": "Kontrak ditandatangani"}
    assert (await tracker.post(f"{one}/acts", json={**done, "number": 7})).status_code == 409
    assert (await tracker.post(f"{one}/acts", json=done)).status_code == 200
    assert (await tracker.get(one)).json()["state"] == "done"
    assert (await tracker.get(f"{path}/tiada")).status_code == 404


async def channelled(keeper: Caller, officer: Caller) -> None:
    """The channels of an agency's addresses, seen, chosen and refused."""
    path, notifier = f"/api/v1/channels/{AGENCY}", officer.notifier

    async def known() -> Any:
        page = (await notifier.get("/api/v1/channels")).json()["items"]
        return page[0]["addresses"] if page else None

    address = (await until(known, SOON, "the agency's addresses"))[0]["address"]
    for channels, status in ((["mail"], 200), ([], 422), (["tiada"], 422)):
        answer = await notifier.put(path, json={"address": address, "channels": channels})
        assert answer.status_code == status, answer.text
    nobody = {"address": "siapa@tiada.example", "channels": ["mail"]}
    assert (await notifier.put(path, json=nobody)).status_code == 404
    other = f"/api/v1/channels/{OTHER_AGENCY}"
    assert (await notifier.put(other, json={**nobody, "address": address})).status_code == 404
    assert (await keeper.notifier.get("/api/v1/channels", params={"limit": 500})).status_code == 200


async def lettered(keeper: Caller) -> None:
    """Letters listed, one shown, and one that there is not."""
    path = "/api/v1/letters/jayapura"

    async def letters() -> Any:
        return (await keeper.tracker.get(path)).raise_for_status().json()["items"]

    (letter, *_) = await until(letters, 3 * SOON, "the letter that was asked for")
    assert (await keeper.tracker.get(f"{path}/{letter['week']}")).status_code == 200
    assert (await keeper.tracker.get(f"{path}/2001-W01")).status_code == 404


async def seen_by_all(keeper: Caller, plan: Plan) -> None:
    """Lists and sums of every state, an alert, and the trails."""
    item = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    alerts, asked = keeper.notifier, {"item_id": item["item_id"]}

    async def alert() -> Any:
        page = (await alerts.get("/api/v1/alerts", params=asked)).json()["items"]
        return page[0] if page and page[0]["deliveries"] else None

    found = await until(alert, SOON, "the alert")
    assert (await alerts.get(f"/api/v1/alerts/{found['alert']}")).status_code == 200
    assert (await alerts.get("/api/v1/alerts/tiada")).status_code == 404
    await keeper.tracker.get(f"/api/v1/items/{item['item_id']}")
    await keeper.tracker.get("/api/v1/items", params={"limit": 500})
    for by in ("pillar", "agency"):
        await keeper.tracker.get("/api/v1/summary", params={"by": by})
        await keeper.tracker.get("/api/v1/bands", params={"by": by})
    assert (await keeper.tracker.get(f"/api/v1/index/{REGION}")).status_code == 200
    assert (await keeper.tracker.get(f"/api/v1/agenda/{REGION}")).status_code == 200
    await lettered(keeper)
    for asked in ({}, {"agency": AGENCY, "kind": "quick_win"}):
        assert (await keeper.tracker.get("/api/v1/forecast", params=asked)).status_code == 200
    for name in SERVICES:
        client = getattr(keeper, name)
        assert (await client.get("/api/v1/audit", params={"limit": 500})).status_code == 200
        assert (await client.get("/api/v1/audit", params={"bukan": "1"})).status_code == 422
        nobody = {"Authorization": "Bearer x"}
        assert (await client.get("/api/v1/audit", headers=nobody)).status_code == 401


async def test_every_answer_is_of_the_type_that_is_declared_for_it(
    stack: Stack, watched: Watched, keeper: Caller, plan: Plan, callers: dict[str, Caller]
) -> None:
    login = await account(keeper, stack)
    code = await planned(keeper)
    await counted(keeper)
    async with calling(stack.services, login) as caller:
        officer = await watched.watch(caller)
        report_id = await reported(officer, code)
        await funded(officer, code)
        verifier = await watched.watch(callers["uji.kabid"])
        await reviewed(verifier, report_id)
        await looked_at(officer, verifier, code)
        await channelled(keeper, officer)
        planner = await watched.watch(callers["uji.perencana"])
        await decided(planner, code)
        async with browser(stack, "uji.perencana") as pages:
            await pages.signs_in()
            decision_id = (await with_minutes(pages, code)).rpartition("/")[2]
        minutes = f"/api/v1/decisions/{decision_id}/minutes"
        assert (await planner.tracker.get(minutes)).status_code == 200
        same = {"file": ("Risalah rapat.pdf", pdf())}
        assert (await planner.tracker.post(minutes, files=same)).status_code == 200
        assert (await officer.planner.get("/api/v1/agencies")).status_code == 200
        assert (await officer.planner.get("/api/v1/accounts")).status_code == 403
    await ask_for_letter(stack, "jayapura")
    await seen_by_all(keeper, plan)
    assert watched.unseen() == []
