"""What the planner answers over HTTP: who may do what, and the plan as a workbook in and out."""

import io
from collections.abc import AsyncIterator
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION, SOON, Plan, days_ago

ELSEWHERE = "kubar"
"""A region that no other test uses: what an import and an export do there is theirs alone."""
HEADERS = ["Kode", "Pilar", "Program/Kegiatan", "Perangkat Daerah", "Mulai", "Selesai", "Pagu (Rp)"]
OFFICES = [["Kode", "Nama", "Alias", "Email Kepala"]]
OFFICES += [["KBR-DISKOMINFO", "Dinas Kominfo Kutai Barat", "Kominfo", "kepala@kubar.example"]]
PASSWORD = "kata sandi uji yang panjang"

Cells = list[list[Any]]
_numbers = count(1)


def workbook(items: Cells, offices: Cells | None = None) -> dict[str, Any]:
    """The multipart field of a workbook with these rows."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheets = {"Rencana Aksi": [HEADERS, *items], "Perangkat Daerah": offices or OFFICES}
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)
    book.close()
    return {"file": ("rencana.xlsx", file.getvalue())}


def rows(how_many: int) -> Cells:
    """So many items that nobody has had before."""
    return [
        [f"KBR-{next(_numbers):03}", "Smart Living", f"Layanan {n}", "Kominfo", "1 Januari 2026",
         "31 Desember 2026", "1.250.000,00"]
        for n in range(1, how_many + 1)
    ]  # fmt: skip


async def imported(caller: Caller, file: dict[str, Any], **asked: Any) -> httpx.Response:
    asked = {"region": ELSEWHERE, **asked}
    return await caller.planner.post("/api/v1/imports", params=asked, files=file)


def counts(answer: dict[str, Any]) -> tuple[int, int, int, int]:
    return answer["accepted"], answer["changed"], answer["unchanged"], answer["refused"]


async def stored(admin: Caller, code: str) -> httpx.Response:
    return await admin.planner.get(f"/api/v1/items/{code}")


@pytest.fixture(scope="module")
async def anyone(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """Who has not logged in."""
    async with httpx.AsyncClient(base_url=stack.services.url("planner"), timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
async def offices(admin: Caller) -> None:
    """The agency of ELSEWHERE."""
    answer = await imported(admin, workbook([]))
    assert answer.status_code == 200, answer.text


# Logging in


async def test_a_wrong_password_and_an_unknown_name_are_answered_alike(
    anyone: httpx.AsyncClient, callers: dict[str, Caller]
) -> None:
    known = callers["uji.dewan"].login.username
    answers = [
        await anyone.post("/api/v1/session", json={"username": name, "password": "keliru sekali"})
        for name in (known, "bukan.siapa-siapa")
    ]

    assert [answer.status_code for answer in answers] == [401, 401]
    bodies = [answer.json() for answer in answers]
    assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "wrong-login"


async def test_too_many_log_ins_for_one_name_are_held_back_and_other_names_are_not(
    anyone: httpx.AsyncClient,
) -> None:
    name = f"banyak.{uuid4().hex[:8]}"
    tries = [
        await anyone.post(
            "/api/v1/session",
            json={"username": name, "password": "keliru sekali"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},  # whom nobody named as a proxy
        )
        for number in range(11)
    ]
    other = await anyone.post(
        "/api/v1/session", json={"username": f"lain.{uuid4().hex[:8]}", "password": "keliru sekali"}
    )

    assert [answer.status_code for answer in tries] == [401] * 10 + [429]
    assert tries[-1].json()["code"] == "too-many-requests"
    assert 0 < int(tries[-1].headers["Retry-After"]) <= 60
    assert other.status_code == 401


async def test_a_log_in_gives_a_token_that_every_service_takes(
    stack: Stack, callers: dict[str, Caller], anyone: httpx.AsyncClient
) -> None:
    council = callers["uji.dewan"]
    answer = await anyone.post(
        "/api/v1/session",
        json={"username": council.login.username, "password": council.login.password},
    )

    assert answer.status_code == 200
    assert set(answer.json()) >= {"access_token", "expires_at"}
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    for service in ("planner", "tracker"):
        url = f"{stack.services.url(service)}/api/v1/items?limit=1"
        assert (await anyone.get(url, headers=bearer)).status_code == 200


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer bukan.token.sama-sekali"])
async def test_without_a_valid_token_nothing_is_shown(
    anyone: httpx.AsyncClient, header: str
) -> None:
    for path in ("items", "agencies", "accounts", "export"):
        answer = await anyone.get(f"/api/v1/{path}", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_is_worth_nothing_once_a_claim_is_changed(
    anyone: httpx.AsyncClient, officer: Caller
) -> None:
    head, claims, signature = f"Bearer {await officer.access.token()}".split(".")
    other = claims[:-6] + ("A" if claims[-6] != "A" else "B") + claims[-5:]

    answer = await anyone.get(
        "/api/v1/items", headers={"Authorization": f"{head}.{other}.{signature}"}
    )

    assert answer.status_code == 401


# The plan as a workbook


@pytest.mark.parametrize("who", ["uji.pptk", "uji.kabid", "uji.kepala", "uji.dewan"])
async def test_only_planners_import_and_export(callers: dict[str, Caller], who: str) -> None:
    caller = callers[who]
    answers = [
        await imported(caller, workbook(rows(1)), region=REGION, dry_run=True),
        await caller.planner.get("/api/v1/export", params={"region": REGION}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json()["code"] == "forbidden"


async def test_a_dry_run_changes_nothing_and_says_so(admin: Caller, offices: None) -> None:
    items = rows(3)

    answer = await imported(admin, workbook(items), dry_run=True)

    assert answer.status_code == 200
    told = answer.json()
    assert (told["dry_run"], told["applied"], told["region"]) == (True, False, ELSEWHERE)
    assert counts(told) == (3, 0, 1, 0)
    assert told["errors"] == []
    assert (await stored(admin, items[0][0])).status_code == 404


async def test_an_import_is_applied_reaches_the_tracker_and_again_changes_nothing(
    admin: Caller, offices: None
) -> None:
    items = rows(3)
    first = await imported(admin, workbook(items))
    again = await imported(admin, workbook(items))

    assert (first.status_code, again.status_code) == (200, 200)
    assert (counts(first.json()), first.json()["applied"]) == ((3, 0, 1, 0), True)
    assert counts(again.json()) == (0, 0, 4, 0)
    item = (await stored(admin, items[0][0])).json()
    assert (item["version"], item["agency"], item["budget"]) == (1, "KBR-DISKOMINFO", 1_250_000)

    async def tracked() -> bool:
        return (await admin.tracker.get(f"/api/v1/items/{items[2][0]}")).status_code == 200

    await until(tracked, SOON, f"{items[2][0]} in the tracker")


async def test_an_import_changes_the_rows_that_differ_and_names_the_fields(
    admin: Caller, offices: None
) -> None:
    items = rows(2)
    await imported(admin, workbook(items))
    items[1][2] = "Judul baru"

    told = (await imported(admin, workbook(items))).json()

    assert counts(told) == (0, 1, 2, 0)
    assert [(c["code"], c["fields"]) for c in told["changes"]] == [(items[1][0], ["title"])]
    assert (await stored(admin, items[1][0])).json()["version"] == 2


def spoiled() -> Cells:
    """Three items, the second with two cells that cannot be read."""
    items = rows(3)
    items[1][1], items[1][4] = "Smart Moon", "Triwulan I"
    return items


async def test_a_refused_row_keeps_the_whole_file_out_and_names_its_cells(
    admin: Caller, offices: None
) -> None:
    items = spoiled()

    answer = await imported(admin, workbook(items))

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["code"], told["applied"]) == ("import-refused", False)
    assert counts(told) == (2, 0, 1, 1)
    errors = {(e["row"], e["column"], e["value"], e["code"]) for e in told["errors"]}
    assert errors == {
        (3, "Pilar B3", "Smart Moon", "unknown-word"),
        (3, "Mulai E3", "Triwulan I", "date-incomplete"),
    }
    assert [(await stored(admin, row[0])).status_code for row in items] == [404, 404, 404]


async def test_a_dry_run_of_a_file_with_refused_rows_is_an_answer_and_no_failure(
    admin: Caller, offices: None
) -> None:
    answer = await imported(admin, workbook(spoiled()), dry_run=True)

    assert answer.status_code == 200
    assert counts(answer.json()) == (2, 0, 1, 1)


async def test_a_partial_import_applies_the_rows_that_are_right(
    admin: Caller, offices: None
) -> None:
    items = spoiled()

    answer = await imported(admin, workbook(items), partial=True)

    assert answer.status_code == 200
    assert answer.json()["applied"] is True
    assert counts(answer.json()) == (2, 0, 1, 1)
    assert [(await stored(admin, row[0])).status_code for row in items] == [200, 404, 200]


async def test_refusals_are_said_in_the_callers_language(admin: Caller, offices: None) -> None:
    told = []
    for language in ("id", "en"):
        answer = await admin.planner.post(
            "/api/v1/imports",
            params={"region": ELSEWHERE, "dry_run": True},
            files=workbook(spoiled()),
            headers={"Accept-Language": language},
        )
        told.append(answer.json()["errors"][0]["message"])

    assert "tidak dikenal" in told[0]
    assert "is not known" in told[1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"%PDF-1.7\n\0", "other-kind"),
        (b"Halo;dunia\n", "no-table"),
        (b"Kode;Pilar;Program/Kegiatan;Perangkat Daerah;Mulai\n", "column-missing"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    admin: Caller, data: bytes, code: str
) -> None:
    answer = await imported(admin, {"file": ("rencana.csv", data)})

    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert answer.json()["errors"][0]["message"]


async def test_a_number_beyond_numbers_is_refused_and_breaks_nothing(
    admin: Caller, offices: None
) -> None:
    header = ";".join(HEADERS)
    row = ";".join(map(str, rows(1)[0][:-1]))
    data = f"{header}\n{row};1E999\n".encode()

    answer = await imported(admin, {"file": ("rencana.csv", data)})

    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["not-a-number"]


async def test_an_export_imports_unchanged_and_leaves_out_what_is_cancelled(
    admin: Caller, offices: None
) -> None:
    items = rows(2)
    items[0][2] = "=1+1 & <b>\"tebal\"</b>; 'kutip'"
    await imported(admin, workbook(items))
    gone = rows(1)
    await imported(admin, workbook(gone))
    await admin.planner.post(f"/api/v1/items/{gone[0][0]}/cancel", json={})

    export = await admin.planner.get("/api/v1/export", params={"region": ELSEWHERE})
    again = await imported(admin, {"file": ("kembali.xlsx", export.content)})

    assert export.status_code == 200
    assert f"rencana-aksi-{ELSEWHERE}.xlsx" in export.headers["content-disposition"]
    accepted, changed, unchanged, refused = counts(again.json())
    assert (accepted, changed, refused) == (0, 0, 0)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(export.content)).get_sheet_by_index(0)
    exported = {row[0]: row for row in sheet.to_python()[1:]}
    assert unchanged == len(exported) + 1
    assert items[0][2] in exported[items[0][0]]
    assert gone[0][0] not in exported


async def test_an_agencys_code_is_one_regions_alone(admin: Caller, agencies: Any) -> None:
    foreign = [OFFICES[0], [AGENCY, "Kantor lain", "", ""]]

    answer = await imported(admin, workbook([], foreign))

    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["other-region"]


# Whose plan it is


async def test_agencies_hide_their_addresses_from_those_who_do_not_keep_them(
    admin: Caller, officer: Caller, callers: dict[str, Caller]
) -> None:
    path = f"/api/v1/agencies/{AGENCY}"
    keeper = callers["uji.perencana"]
    for one in (admin, keeper):
        assert len((await one.planner.get(path)).json()["contacts"]) == 3
    for one in (officer, callers["uji.dewan"], callers["uji.kepala"]):
        assert "contacts" not in (await one.planner.get(path)).json()
        listed = (await one.planner.get("/api/v1/agencies")).json()["items"]
        assert AGENCY in {row["agency"] for row in listed}
        assert all("contacts" not in row for row in listed)


async def test_a_misspelt_question_is_refused_and_shows_nothing(admin: Caller) -> None:
    for client in (admin.planner, admin.tracker):
        answer = await client.get("/api/v1/items", params={"piller": "living"})

        assert answer.status_code == 422
        assert "pillar" in answer.json()["errors"][0]["message"]


async def test_a_list_is_held_to_the_callers_agency(
    plan: Plan, officer: Caller, foreign_officer: Caller
) -> None:
    own = (await plan.has())["item_id"]
    other = (await plan.has(agency=OTHER_AGENCY))["item_id"]

    async def seen(caller: Caller, **asked: str) -> set[str]:
        answer = await caller.planner.get("/api/v1/items", params={"limit": 500, **asked})
        assert answer.status_code == 200
        listed = answer.json()["items"]
        assert {row["agency"] for row in listed} <= {caller.login.agency}
        return {row["item_id"] for row in listed}

    assert own in await seen(officer)
    assert other not in await seen(officer)
    assert other in await seen(foreign_officer)
    assert await seen(officer, agency=OTHER_AGENCY) == set()
    assert (await officer.planner.get(f"/api/v1/items/{other}")).status_code == 404
    assert (await officer.planner.get(f"/api/v1/items/{own}")).status_code == 200


async def test_a_council_sees_every_agency_of_its_region_and_no_other(
    plan: Plan, admin: Caller, callers: dict[str, Caller], offices: None
) -> None:
    both = {(await plan.has(agency=agency))["item_id"] for agency in (AGENCY, OTHER_AGENCY)}
    elsewhere = rows(1)
    await imported(admin, workbook(elsewhere))
    council = callers["uji.dewan"]

    listed = (await council.planner.get("/api/v1/items", params={"limit": 500})).json()["items"]

    assert both <= {row["item_id"] for row in listed}
    assert {row["region"] for row in listed} == {REGION}
    assert (await council.planner.get(f"/api/v1/items/{elsewhere[0][0]}")).status_code == 404


async def test_lists_are_paged_without_a_gap_or_a_repetition(
    admin: Caller, plan: Plan, offices: None
) -> None:
    await imported(admin, workbook(rows(5)))
    asked: dict[str, Any] = {"region": ELSEWHERE, "limit": 500}
    whole = [row["item_id"] for row in (await items_page(admin, asked))["items"]]

    paged: list[str] = []
    asked["limit"] = 2
    while True:
        page = await items_page(admin, asked)
        assert len(page["items"]) <= 2
        paged += [row["item_id"] for row in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]

    assert len(whole) >= 5
    assert paged == whole == sorted(whole)


async def items_page(caller: Caller, asked: dict[str, Any]) -> dict[str, Any]:
    answer = await caller.planner.get("/api/v1/items", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize(
    "asked", [{"limit": 0}, {"limit": 501}, {"cursor": "!"}, {"pillar": "moon"}]
)
async def test_a_question_that_makes_no_sense_names_the_field(
    admin: Caller, asked: dict[str, Any]
) -> None:
    answer = await admin.planner.get("/api/v1/items", params=asked)

    assert answer.status_code == 422
    (name,) = asked
    assert name in answer.json()["errors"][0]["field"]


async def test_a_planner_changes_their_own_region_alone(
    callers: dict[str, Caller], admin: Caller, offices: None
) -> None:
    planner = callers["uji.perencana"]
    items = rows(1)
    await imported(admin, workbook(items))

    answers = [
        await imported(planner, workbook(rows(1)), region=ELSEWHERE, dry_run=True),
        await planner.planner.get("/api/v1/export", params={"region": ELSEWHERE}),
        await planner.planner.post(f"/api/v1/items/{items[0][0]}/cancel", json={}),
        await planner.planner.get("/api/v1/agencies/KBR-DISKOMINFO"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404, 404]
    assert (await stored(admin, items[0][0])).json()["cancelled"] is False


@pytest.mark.parametrize("who", ["uji.pptk", "uji.dewan"])
async def test_who_does_not_keep_the_plan_changes_nothing_of_it(
    plan: Plan, admin: Caller, callers: dict[str, Caller], who: str
) -> None:
    item = await plan.has()
    before = (await stored(admin, item["item_id"])).json()
    other = callers[who].planner
    url = f"/api/v1/items/{item['item_id']}"

    answers = [
        await other.put(url, json={**before, "title": "Diubah"}),
        await other.post(f"{url}/cancel", json={}),
        await other.post("/api/v1/items", json={**new_item(), "agency": AGENCY}),
        await other.post("/api/v1/agencies", json={"agency": "X-1", "name": "X"}),
        await other.put(f"/api/v1/agencies/{AGENCY}", json={"name": "X", "version": 1}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert (await stored(admin, item["item_id"])).json() == before


def new_item(**changes: Any) -> dict[str, Any]:
    return {
        "item_id": f"BARU-{next(_numbers):03}",
        "region": REGION,
        "pillar": "society",
        "title": "Layanan baru",
        "agency": AGENCY,
        "start": days_ago(10).isoformat(),
        "due": days_ago(-10).isoformat(),
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"due": "2020-01-01"}, "due", "due-before-start"),
        ({"agency": "TIDAK-ADA"}, "agency", "unknown-agency"),
        ({"budget": -1}, "budget", "below-zero"),
        ({"title": " "}, "title", "missing"),
        ({"item_id": "spasi di sini"}, "item_id", "bad-code"),
        ({"milestones": [{"name": "a", "due": "2019-01-01", "weight": 10}]}, "milestones",
         "milestone-outside"),
    ],
)  # fmt: skip
async def test_a_broken_rule_names_its_field(
    admin: Caller, agencies: Any, changes: dict[str, Any], field: str, code: str
) -> None:
    answer = await admin.planner.post("/api/v1/items", json=new_item(**changes))

    assert answer.status_code == 422
    assert (field, code) in {(e["field"], e["code"]) for e in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cancelled": True}, "cancelled"),
        ({"region": ELSEWHERE}, "region"),
        ({"item_id": "KODE-LAIN"}, "item_id"),
    ],
)
async def test_what_a_revision_would_not_change_is_refused_with_what_to_do(
    admin: Caller, plan: Plan, changes: dict[str, Any], field: str
) -> None:
    url = f"/api/v1/items/{(await plan.has())['item_id']}"
    shown = (await admin.planner.get(url)).json()

    same = await admin.planner.put(url, json=shown)
    answer = await admin.planner.put(url, json={**shown, "title": "Diubah", **changes})

    assert (same.status_code, same.json()) == (200, shown)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [
        (field, "cannot-be-changed")
    ]
    assert (await admin.planner.get(url)).json() == shown


async def test_an_agency_keeps_its_code_and_its_region(admin: Caller, agencies: Any) -> None:
    url = f"/api/v1/agencies/{AGENCY}"
    shown = (await admin.planner.get(url)).json()

    same = await admin.planner.put(url, json=shown)
    answer = await admin.planner.put(url, json={**shown, "region": ELSEWHERE, "agency": "LAIN"})

    assert (same.status_code, same.json()) == (200, shown)
    assert {e["field"] for e in answer.json()["errors"]} == {"agency", "region"}


async def test_an_unknown_field_is_refused(admin: Caller, agencies: Any) -> None:
    answer = await admin.planner.post("/api/v1/items", json=new_item(judul="Salah nama"))

    assert answer.status_code == 422
    assert "judul" in answer.text


async def test_a_code_is_taken_once_and_the_same_again_answers_the_same(
    admin: Caller, agencies: Any
) -> None:
    body = new_item()
    bodies = [body, body, {**body, "title": "Lain"}]
    answers = [await admin.planner.post("/api/v1/items", json=each) for each in bodies]

    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert answers[1].json() == answers[0].json()
    assert answers[2].json()["code"] == "already-exists"


# Accounts


def account(**changes: Any) -> dict[str, Any]:
    return {
        "username": f"uji.{uuid4().hex[:10]}",
        "password": PASSWORD,
        "role": "officer",
        "agency": AGENCY,
        "region": REGION,
        **changes,
    }


@pytest.mark.parametrize("who", ["uji.perencana", "uji.pptk", "uji.dewan"])
async def test_only_an_administrator_makes_and_lists_accounts(
    callers: dict[str, Caller], who: str
) -> None:
    caller = callers[who].planner
    answers = [
        await caller.post("/api/v1/accounts", json=account(role="admin", agency=None)),
        await caller.get("/api/v1/accounts"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


async def test_an_account_that_was_made_can_log_in_as_what_it_is(
    stack: Stack, admin: Caller, agencies: Any
) -> None:
    body = account(one_time=False)
    made = await admin.planner.post("/api/v1/accounts", json=body)
    assert made.status_code == 201
    asked = {name: body[name] for name in ("username", "role", "agency", "region")}
    rest = {
        "also": [],
        "disabled": False,
        "one_time": False,
        "second_factor": False,
        "version": 1,
        "tokens": [],
    }
    assert made.json() == {**asked, **rest}

    login = LogIn(body["username"], body["password"], body["role"], body["agency"])
    async with calling(stack.services, login) as caller:
        assert (await caller.planner.get("/api/v1/items")).status_code == 200
        assert (await caller.planner.get("/api/v1/accounts")).status_code == 403


async def test_accounts_are_listed_without_their_passwords(admin: Caller, agencies: Any) -> None:
    await admin.planner.post("/api/v1/accounts", json=account())

    listed = (await admin.planner.get("/api/v1/accounts", params={"limit": 500})).json()

    assert listed["next"] is None
    assert "admin" in {row["username"] for row in listed["items"]}
    assert {name for row in listed["items"] for name in row} == {
        "username", "role", "agency", "also", "region", "disabled", "one_time", "second_factor",
        "version", "tokens",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"password": "pendek"}, "password", "password-too-short"),
        ({"username": "Huruf Besar"}, "username", "bad-username"),
        ({"agency": None}, "agency", "agency-needed"),
        ({"agency": "TIDAK-ADA"}, "agency", "unknown-agency"),
        ({"role": "council"}, "agency", "agency-not-wanted"),
        ({"region": "atlantis", "agency": None, "role": "council"}, "region", "unknown-region"),
    ],
)
async def test_an_account_keeps_the_rules_of_accounts(
    admin: Caller, agencies: Any, changes: dict[str, Any], field: str, code: str
) -> None:
    answer = await admin.planner.post("/api/v1/accounts", json=account(**changes))

    assert answer.status_code == 422
    assert (field, code) in {(e["field"], e["code"]) for e in answer.json()["errors"]}
    assert PASSWORD not in answer.text


async def test_a_name_is_taken_once(admin: Caller, agencies: Any) -> None:
    body = account()
    answers = [await admin.planner.post("/api/v1/accounts", json=body) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]
