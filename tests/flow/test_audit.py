"""The running services' audit trails: who did what, told to administrators, without secrets."""

import csv
import re
from dataclasses import replace
from io import StringIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from chassis.audit.trail import Trail
from chassis.clock import SystemClock
from chassis.mongo.database import Database
from deploy.local.accounts import log_ins
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from notifier.deeds import DEEDS as NOTIFIERS
from notifier.delivery.delivery import State
from notifier.delivery.documents import delivery_document, delivery_of
from planner.accounts.second_factor import code_at, step_at
from planner.deeds import DEEDS as PLANNERS
from tests import evidence_files as files
from tests.bounce_reports import postfix
from tests.flow.letters import ask_for_letter
from tests.flow.people import PEOPLE
from tests.flow.plan import AGENCY, REGION, Plan, days_ago
from tests.flow.test_account_import_pages import an_officer, imported
from tests.flow.test_account_pages import key_of
from tests.flow.test_decision_pages import adds_minutes, with_minutes, without_minutes
from tests.flow.test_funding_pages import links, realisation, takes, withdraws_all
from tests.flow.test_pages import OFFICER, Browser, browser, visiting
from tests.flow.test_plan_pages import form
from tests.flow.test_rebuild import command_of, given_command_of, rebuild
from tests.flow.test_second_factor import RECOVERY
from tests.named_channel import CHANNEL, SECRETS
from tests.unit.notifier.delivery.episodes import a_notice
from tracker.deeds import DEEDS as TRACKERS
from tracker.deeds import REPORTS_IMPORTED as REPORTS

SOON = 20.0
PASSWORD = "empat kata yang panjang sekali"
DATABASES = ("planner", "tracker", "notifier")


async def told(client: httpx.AsyncClient, about: str, count: int = 1) -> list[dict[str, Any]]:
    """What the trail tells about it, the latest first, once there is so much."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        answer = await client.get("/api/v1/audit", params={"about": about})
        found[:] = answer.raise_for_status().json()["entries"]
        return len(found) >= count

    await until(there, SOON, f"{count} entries about {about}")
    return found


async def test_an_account_is_followed_from_its_making_to_its_end(
    stack: Stack, admin: Caller, agencies: Any
) -> None:
    name = f"uji.{uuid4().hex[:10]}"
    account = {"username": name, "role": "officer", "agency": AGENCY, "region": REGION}
    made = await admin.planner.post(
        "/api/v1/accounts", json={**account, "password": PASSWORD, "one_time": False}
    )
    assert made.status_code == 201, made.text
    async with httpx.AsyncClient(base_url=stack.services.url("planner")) as stranger:
        for password, status in (("salah sekali ini", 401), (PASSWORD, 200)):
            log_in = {"username": name, "password": password}
            assert (await stranger.post("/api/v1/session", json=log_in)).status_code == status
    change = {**account, "version": 1, "role": "head", "disabled": True}
    del change["username"]
    changed = await admin.planner.put(f"/api/v1/accounts/{name}", json=change)
    assert changed.status_code == 200, changed.text
    entries = await told(admin.planner, name, 4)
    said = [(one["what"], one["by"]) for one in entries]
    assert said == [
        ("account-changed", admin.login.username),
        ("signed-in", name),
        ("sign-in-refused", ""),
        ("account-made", admin.login.username),
    ]
    assert entries[0]["details"] == {"role": "officer → head", "disabled": "tidak → ya"}
    refused = entries[2]["details"]
    assert {name: value for name, value in refused.items() if value} == {"address": "127.0.0.1"}


async def test_an_item_tells_what_changed_in_the_plan_and_who_had_its_evidence(
    admin: Caller, officer: Caller, callers: dict[str, Caller], plan: Plan
) -> None:
    item = await plan.has()
    url = f"/api/v1/items/{item['item_id']}"
    stored = (await admin.planner.get(url)).raise_for_status().json()
    revised = await admin.planner.put(url, json={**stored, "title": "Judul yang baru"})
    assert revised.status_code == 200, revised.text
    (changed, made) = await told(admin.planner, item["item_id"], 2)
    assert (made["what"], changed["what"]) == ("item-made", "item-changed")
    assert changed["details"]["title"] == f"{item['title']} → Judul yang baru"

    path = f"/api/v1/items/{item['item_id']}/evidence"
    given = await officer.tracker.post(path, files={"file": ("foto.jpg", files.photo())})
    sha256 = given.raise_for_status().json()["sha256"]
    council = callers["uji.dewan"].tracker
    for size in ("small", "shown"):
        answer = await council.get(f"{path}/{sha256}", params={"form": size})
        assert answer.status_code == 200
    (downloaded,) = await told(admin.tracker, item["item_id"])
    assert (downloaded["what"], downloaded["by"]) == ("evidence-downloaded", "uji.dewan")
    assert downloaded["details"] == {"sha256": sha256, "name": "foto.jpg", "form": "shown"}


@pytest.mark.parametrize("service", DATABASES)
async def test_a_start_is_noted_with_its_settings_and_only_administrators_are_told(
    admin: Caller, officer: Caller, callers: dict[str, Caller], service: str
) -> None:
    (*_, started) = await told(getattr(admin, service), service)
    assert (started["what"], started["by"]) == ("service-started", "")
    assert "port" in started["details"]
    for caller in (officer, callers["uji.dewan"]):
        answer = await getattr(caller, service).get("/api/v1/audit")
        assert answer.status_code == 403


async def test_a_name_that_nobody_has_is_not_noted_it_may_be_a_password(
    stack: Stack, admin: Caller
) -> None:
    typed = f"Rahasia-{uuid4().hex}"
    async with httpx.AsyncClient(base_url=stack.services.url("planner")) as stranger:
        await stranger.post("/api/v1/session", json={"username": typed, "password": "salah"})

    async def noted() -> dict[str, Any] | None:
        wanted = {"what": "sign-in-refused"}
        found = (await admin.planner.get("/api/v1/audit", params=wanted)).json()["entries"]
        return next((one for one in found if one["details"]["unknown_name"]), None)

    entry = await until(noted, SOON, "a refused sign-in of nobody")
    assert (entry["by"], entry["about"]) == ("", "")
    database = Database(stack.running.mongodb, "planner")
    for rows in ("audit", "audit_new"):
        async for row in database[rows].find():
            assert typed not in str(row)
    database.close()


async def test_every_deed_of_the_lists_is_noted_when_it_is_done(
    *,
    stack: Stack,
    admin: Caller,
    officer: Caller,
    callers: dict[str, Caller],
    plan: Plan,
    agencies: dict[str, dict[str, str]],
) -> None:
    planner, tracker, code = admin.planner, admin.tracker, uuid4().hex[:6]
    await everything_of_an_account(stack, admin, f"uji.{code}")
    await everything_of_a_second_factor(stack, admin, f"uji.{code}.dua")
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        assert await imported(pages, [an_officer(f"uji.{code}.impor")])
    agency = {"agency": f"UJI-{code}", "region": REGION, "name": f"Kantor {code}"}
    (await planner.post("/api/v1/agencies", json=agency)).raise_for_status()
    renamed = {"version": 1, "name": f"Dinas {code}"}
    answer = await planner.put(f"/api/v1/agencies/UJI-{code}", json=renamed)
    answer.raise_for_status()
    await everything_of_a_calendar(planner, f"UJI-{code}-J")
    item = (await plan.has())["item_id"]
    stored = (await planner.get(f"/api/v1/items/{item}")).json()
    await planner.put(f"/api/v1/items/{item}", json={**stored, "title": "Judul lain"})
    book = await planner.get("/api/v1/export", params={"region": REGION})
    answer = await planner.post(
        "/api/v1/imports",
        params={"region": REGION},
        files={"file": ("rencana.xlsx", book.raise_for_status().content)},
    )
    assert answer.status_code == 200, answer.text
    await ask_for_letter(stack, "jayapura")
    await repaired(stack, item)  # the tracker links it with what it notes next, below
    sheet = f"Kode,Per Tanggal,Fisik (%)\n{item},{days_ago(1)},12\n".encode()
    sent = await officer.tracker.post(
        "/api/v1/reports/imports", files={"file": ("laporan.csv", sheet)}
    )
    assert (sent.status_code, sent.json()["accepted"]) == (200, 1), sent.text
    path = f"/api/v1/items/{item}/evidence"
    given = await officer.tracker.post(path, files={"file": ("a.jpg", files.photo())})
    await officer.tracker.get(f"{path}/{given.json()['sha256']}")
    async with browser(stack, OFFICER) as pages:
        await pages.signs_in()
        await takes(pages, realisation(1_000_000), 1)
        for item_id in (item, ""):
            await links(pages, item_id)
        await withdraws_all(pages)
    await dismissed(officer, callers["uji.kabid"], item)
    await decided(callers["uji.perencana"], item)
    async with browser(stack, "uji.perencana") as pages:
        await pages.signs_in()
        await pages.open(f"{await with_minutes(pages, item)}/risalah")
        await adds_minutes(pages, await without_minutes(pages, item))
    (await planner.post(f"/api/v1/items/{item}/cancel")).raise_for_status()
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        await pages.open(f"/kemajuan/indeks/paket?wilayah={REGION}")
        await pages.open(f"/rencana/butir/{item}")
        await pages.send(
            f"/rencana/butir/{item}/pulih", form(pages, f"/rencana/butir/{item}/pulih")
        )

    await retried(stack)
    await returned(stack)
    late = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    await everything_of_an_alert(stack, admin, late["item_id"], agencies[AGENCY]["verifier"])

    await chosen(admin, f"UJI-{code}")
    missing = [*((planner, one) for one in PLANNERS), *((tracker, one) for one in TRACKERS)]
    missing += [(admin.notifier, one) for one in NOTIFIERS]

    async def none_missing() -> bool:
        for client, deed in list(missing):
            answer = await client.get("/api/v1/audit", params={"what": deed, "limit": "1"})
            if answer.raise_for_status().json()["entries"]:
                missing.remove((client, deed))
        if missing:
            raise KeyError([deed for _, deed in missing])  # named where it is not in time
        return True

    await until(none_missing, SOON, "an entry of each deed")
    (entry,) = (await tracker.get("/api/v1/audit", params={"what": REPORTS, "limit": 1})).json()[
        "entries"
    ]
    assert (entry["by"], entry["details"]["accepted"]) == ("uji.pptk", 1)


async def chosen(admin: Caller, agency: str) -> None:
    """A channel chosen for an address of the agency, and mail again."""
    path = f"/api/v1/agencies/{agency}"
    stored = (await admin.planner.get(path)).raise_for_status().json()
    head = {"role": "head", "email": f"kepala@{agency.lower()}.example"}
    (await admin.planner.put(path, json={**stored, "contacts": [head]})).raise_for_status()
    for channels in ([CHANNEL, "mail"], ["mail"]):
        choice = {"address": head["email"], "channels": channels}

        async def taken(choice: dict[str, Any] = choice) -> bool:
            answer = await admin.notifier.put(f"/api/v1/channels/{agency}", json=choice)
            return answer.status_code == 200

        await until(taken, SOON, "the notifier knows the address")


async def dismissed(officer: Caller, verifier: Caller, item_id: str) -> None:
    """A mark on a report that falls, dismissed with words."""
    body = {"as_of": f"{days_ago(0)}", "physical_percent": 1}
    answer = await officer.tracker.post(f"/api/v1/items/{item_id}/reports", json=body)
    report_id = answer.raise_for_status().json()["report_id"]

    async def marks() -> list[dict[str, Any]]:
        answer = await verifier.tracker.get(f"/api/v1/marks/{report_id}")
        found: list[dict[str, Any]] = answer.raise_for_status().json()["marks"]
        return found

    (mark,) = await until(marks, SOON, "the mark of a report")
    seen = {"rule": mark["rule"], "finding": mark["finding"]}
    wanted = {"report": report_id, **seen, "words": "Sudah dilihat"}
    answer = await verifier.tracker.post("/api/v1/marks/dismissals", json={"dismissals": [wanted]})
    assert answer.raise_for_status().json()["dismissals"][0]["refused"] is None


async def decided(planner: Caller, item_id: str) -> None:
    """A decision recorded, reported done, and that taken back."""
    days = {"due": f"{days_ago(-9)}", "met_on": f"{days_ago(0)}"}
    body = {"item_id": item_id, "decision": "Ulangi pengadaan", **days}
    made = await planner.tracker.post("/api/v1/decisions", json=body)
    path = f"/api/v1/decisions/{made.raise_for_status().json()['decision_id']}/acts"
    for number, action in ((2, "done"), (3, "taken_back")):
        act = {"action": action, "number": number, "words": "Sudah dilihat"}
        (await planner.tracker.post(path, json=act)).raise_for_status()


async def repaired(stack: Stack, item_id: str) -> None:
    """Spoil an item's document, and have it computed anew."""
    database = Database(stack.running.mongodb, "tracker")
    await database["items"].update_one({"_id": item_id}, {"$set": {"reports": 9}})
    database.close()
    code, said = await rebuild(stack, "--apply")
    assert code == 0, said


async def everything_of_an_alert(stack: Stack, admin: Caller, item: str, address: str) -> None:
    """Answered in every way, its ledger downloaded, and a test message."""

    async def opened() -> str | None:
        found = await admin.alerts(item_id=item, state="open")
        return found[0]["alert"] if found else None

    path = f"/peringatan/kejadian/{quote(await until(opened, SOON, 'the alert'))}"
    until_day = days_ago(-3).isoformat()
    async with browser(stack, "uji.kepala") as head:
        await head.signs_in(path)
        for seen, answer in enumerate(
            (
                {"tindakan": "tanggapi", "catatan": "Diurus"},
                {"tindakan": "diamkan", "diam_sampai": until_day, "alasan": "Menunggu lelang"},
                {"tindakan": "teruskan", "kepada": "delivery_team", "pesan": "Mohon dukungan"},
            )
        ):
            await head.open(path)
            await head.send(path, {**head.form(), "dilihat": str(seen), **answer})
            assert head.page.status_code == 200, head.page.text
        await head.open(f"/peringatan/catatan/berkas?butir={item}")
        await head.open("/peringatan/uji")
        await head.send("/peringatan/uji", {**head.form(), "alamat": address})
        assert head.page.status_code == 200, head.page.text


async def retried(stack: Stack) -> None:
    """A notice that failed, on a channel that there is not, tried again."""
    failed = replace(a_notice("UJI-JEJAK", channel="uji"), state=State.FAILED)
    database = Database(stack.running.mongodb, "notifier")
    await database["deliveries"].insert_one(delivery_document(failed))
    code, said = await command_of(stack, "notifier", "alerts", "retry", "--channel", "uji")
    assert (code, said.split()[0]) == (0, "1"), said
    row = await database["deliveries"].find_one_and_delete({"_id": failed.key})
    await Trail(database, SystemClock()).link()  # the notifier would, within a minute
    database.close()
    assert row is not None
    assert delivery_of(row).state is not State.FAILED, "it waits, or its alert is gone by now"


async def returned(stack: Stack) -> None:
    """A notice that was sent, and whose mail came back."""
    sent = replace(a_notice("UJI-KEMBALI"), state=State.SENT)
    database = Database(stack.running.mongodb, "notifier")
    await database["deliveries"].insert_one(delivery_document(sent))
    report = postfix(sent.message_id, sent.recipient)
    code, said = await given_command_of(report, stack, "notifier", "alerts", "returned")
    assert (code, said.split()[0]) == (0, "1"), said
    await Trail(database, SystemClock()).link()
    row = await database["deliveries"].find_one_and_delete({"_id": sent.key})
    await database["mailboxes"].delete_one({"mailbox": sent.mailbox})
    database.close()
    assert row is not None
    assert delivery_of(row).state is State.FAILED
    code, said = await given_command_of(b"", stack, "notifier", "alerts", "returned")
    assert code == 65, said
    assert "bukan laporan surat kembali" in said


async def everything_of_a_calendar(planner: httpx.AsyncClient, agency: str) -> None:
    """Saved, and an extension granted and withdrawn, in a region that no other test uses."""
    office = {"agency": agency, "region": "jayapura", "name": f"Dinas {agency}"}
    (await planner.post("/api/v1/agencies", json=office)).raise_for_status()
    path = "/api/v1/calendars/jayapura"
    shown = (await planner.get(path)).raise_for_status().json()
    given = {name: shown[name] for name in ("version", "begins", "workdays", "periods")}
    own = [{"day": "2026-03-07", "name": agency}]
    (await planner.put(path, json={**given, "own_holidays": own})).raise_for_status()
    year = int(shown["begins"][:4])
    period = f"{year}-M1"
    late = {"agency": agency, "period": period, "until": f"{year + 1}-01-31", "reason": "Uji"}
    (await planner.post(f"{path}/extensions", json=late)).raise_for_status()
    (await planner.delete(f"{path}/extensions/{agency}/{period}")).raise_for_status()


async def everything_of_an_account(stack: Stack, admin: Caller, name: str) -> None:
    """Made, signed in and refused, its password changed and given anew, ended and changed, and a
    token for a system of its own made and revoked.
    """
    account = {"username": name, "role": "officer", "agency": AGENCY, "region": REGION}
    made = {**account, "password": PASSWORD, "one_time": False}
    (await admin.planner.post("/api/v1/accounts", json=made)).raise_for_status()
    async with httpx.AsyncClient(base_url=stack.services.url("planner")) as client:
        log_in = {"username": name, "password": PASSWORD}
        await client.post("/api/v1/session", json={**log_in, "password": "salah"})
        changed = await client.post(
            "/api/v1/session/password", json={**log_in, "new_password": f"{PASSWORD} baru"}
        )
        token = changed.raise_for_status().json()["access_token"]
        ended = await client.delete("/api/v1/session", headers={"Authorization": f"Bearer {token}"})
        assert ended.status_code == 204
    path = f"/api/v1/accounts/{name}"
    system = {"name": "Uji jejak", "days": 1}
    token = await admin.planner.post(f"{path}/tokens", json=system)
    token_id = token.raise_for_status().json()["id"]
    (await admin.planner.delete(f"{path}/tokens/{token_id}")).raise_for_status()
    given = await admin.planner.post(
        f"{path}/password", json={"password": PASSWORD, "one_time": False}
    )
    version = given.raise_for_status().json()["version"]
    change = {name: account[name] for name in ("agency", "region")}
    revised = {**change, "version": version, "role": "head"}
    (await admin.planner.put(path, json=revised)).raise_for_status()
    async with visiting() as client, visiting() as elsewhere:
        for one in (client, elsewhere):
            theirs = Browser(stack, one, PASSWORD, name)
            await theirs.signs_in()
        page = await theirs.open("/rencana/akun")
        (_, other) = re.findall(r'/sesi/([0-9a-f]{16})"', page.text)
        await theirs.send(f"/rencana/akun/sesi/{other}", {"csrf": key_of(theirs)})
        await theirs.send("/rencana/keluar", {})
    version = 1 + revised["version"] + 2  # two sessions were ended
    removed = {"version": version, "reason": "tidak dipakai"}
    (await admin.planner.post(f"{path}/removal", json=removed)).raise_for_status()


async def everything_of_a_second_factor(stack: Stack, admin: Caller, name: str) -> None:
    """Turned on, its recovery codes used and made anew, turned off; and taken off by an admin."""
    account = {"username": name, "role": "council", "region": REGION, "one_time": False}
    made = await admin.planner.post("/api/v1/accounts", json={**account, "password": PASSWORD})
    made.raise_for_status()
    own = "/rencana/akun/dua-langkah"
    async with visiting() as client, browser(stack, admin.login.username) as pages:
        theirs = Browser(stack, client, PASSWORD, name)
        codes = await turned_on(theirs)
        for path in (f"{own}/kode-baru", f"{own}/matikan"):
            await theirs.open(own)
            proof = {"password": PASSWORD, "one_time_code": codes[0]}
            await theirs.send(path, {"csrf": key_of(theirs), **proof})
            codes = RECOVERY.findall(theirs.page.text)
        await turned_on(theirs)
        await pages.signs_in()
        path = f"/rencana/akun-akun/{name}"
        await pages.open(path)
        removed = {"csrf": key_of(pages), "reason": "ponsel hilang"}
        await pages.send(f"{path}/dua-langkah/lepas", removed)
        assert pages.path == path, pages.page.text


async def turned_on(pages: Browser) -> list[str]:
    """The recovery codes of a new second factor."""
    own = "/rencana/akun/dua-langkah"
    await pages.signs_in()
    await pages.open("/rencana/akun")
    await pages.send(own, {"csrf": key_of(pages)})
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", pages.page.text)
    assert found, pages.page.text
    code = code_at(found[1].replace(" ", ""), step_at(SystemClock().now()))
    await pages.send(f"{own}/nyalakan", {"csrf": key_of(pages), "one_time_code": code})
    codes = RECOVERY.findall(pages.page.text)
    assert len(codes) == 10, pages.page.text
    return codes


async def test_the_trail_is_a_page_and_a_file_for_administrators(
    stack: Stack, admin: Caller, plan: Plan
) -> None:
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        await told(admin.planner, admin.login.username)
        page = await pages.open("/rencana/audit", params={"apa": "signed-in"})
        assert page.status_code == 200
        assert "Berhasil masuk</h2>" in page.text
        assert "Layanan mulai</h2>" not in page.text
        export = await pages.open("/rencana/audit/berkas")
        rows = list(csv.DictReader(StringIO(export.text)))
        assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
        (exported, *_) = await told(admin.planner, "rencana")
        assert exported["what"] == "audit-exported"
        assert (await pages.open("/kemajuan/audit")).status_code == 200
    async with browser(stack, "uji.pptk") as pages:
        await pages.signs_in()
        for path in ("/rencana/audit", "/rencana/audit/berkas", "/kemajuan/audit"):
            assert (await pages.open(path)).status_code == 403


async def test_every_chain_is_whole_and_no_trail_and_no_log_has_a_password(stack: Stack) -> None:
    secrets = {PASSWORD, *SECRETS, *(one.password for one in log_ins(stack.secrets, PEOPLE))}
    for name in DATABASES:
        database = Database(stack.running.mongodb, name)
        verdict = await Trail(database, SystemClock()).verify()
        assert verdict.wrong is None
        assert verdict.end.number > 0
        for rows in ("audit", "audit_new"):
            async for row in database[rows].find():
                assert not [one for one in secrets if one in str(row)]
        database.close()
    logs = list(stack.folder.logs.iterdir())
    assert logs
    for log in logs:
        content = log.read_bytes()
        assert not [one for one in secrets if one.encode() in content], log.name
