"""What an evaluation looks at: the index, as claimed and as proven."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import httpx
import pytest
from pypdf import PdfReader

import tracker.programme
from chassis.audit.entry import Entry
from chassis.audit.trail import Trail
from chassis.paper.printer import LIBRARIES, Printer, cannot_draw
from chassis.web.session import COOKIE
from contracts import CalendarPublished, PlanItemPublished
from contracts.account import Account, Role
from contracts.calendar import PeriodKind, PeriodRule
from tests.evidence_files import photo
from tests.flow.made_up import AGENCY, AN_ITEM, OTHER_AGENCY, have_plan
from tests.flow.tracker.keeping import tracking
from tests.in_process import SERVICES, InProcess, in_process
from tracker.deeds import EVALUATION_PACKED
from tracker.index.scores import Scores
from tracker.periods.repository import PeriodRepository

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
INDEX, AGENDA = "/kemajuan/indeks", "/kemajuan/kalender"
PACK = f"{INDEX}/paket"
SAID = {"by": "Tim Pelaksana", "on": "2026-06-20", "source": "Penilaian mandiri <tahap I>"}
KEDIRI = {"baseline": 3.6, "output": 3.21, "outcome": 3.23, "impact": 3.07, "quick_win": 3.65}
YEAR = datetime.now(UTC).year
PROGRAMME = Path(tracker.programme.__file__).parent / "programme.json"


def scores() -> dict[str, Any]:
    """Of this year two, of 2022 those of Kota Kediri."""
    whole = {name: {**SAID, "claimed": score, "proven": 2} for name, score in KEDIRI.items()}
    begun = {name: {**SAID, "claimed": KEDIRI[name]} for name in ("baseline", "output")}
    years = {"2022": {"components": whole}, f"{YEAR}": {"components": begun}}
    return {"version": "nilai-uji-1", "source": "uji", "regions": {"kukar": years}}


def programme() -> dict[str, Any]:
    """Our own, whose evaluation comes next month, whatever this one is."""
    told: dict[str, Any] = json.loads(PROGRAMME.read_text())
    month = datetime.now(UTC).month % 12 + 1
    for step in told["steps"]:
        if step["kind"] == "evaluation":
            step["usual"] = {"first_month": month, "last_month": month}
    return told


@pytest.fixture(scope="module")
async def made(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[InProcess]:
    folder: Path = tmp_path_factory.mktemp("evaluasi")
    (folder / "scores.json").write_text(json.dumps(scores()))
    (folder / "programme.json").write_text(json.dumps(programme()))
    told = {
        "AKSI_INDEX_SCORES_FILE": str(folder / "scores.json"),
        "AKSI_PROGRAMME_FILE": str(folder / "programme.json"),
    }
    services = in_process(folder, AKSI_MONGODB=mongodb_uri, **told)
    for name in SERVICES:
        await services.service(name)._prepare()
    token = services.token(Role.ADMIN, datetime.now(UTC))
    admin = {name: services.client(name, token) for name in SERVICES}
    await have_plan(services, admin)
    told_of = services.service("tracker").database["agencies"]
    row = {"_id": AGENCY, "region": "kukar", "name": "Dinas <Uji>", "version": 1}
    await told_of.insert_many([row, {**row, "_id": "GRT", "region": "garut"}])
    await _has_quick_wins_and_a_calendar(services)
    for percent, day in ((100, 2), (20, 9)):
        body = {"as_of": f"{datetime.now(UTC).date() - timedelta(days=day)}"}
        answer = await admin["tracker"].post(
            "/api/v1/items/QW-DONE/reports", json={**body, "physical_percent": percent}
        )
        assert answer.status_code == 201, answer.text
    photo_of = {"file": ("foto.jpg", photo())}
    given = await admin["tracker"].post("/api/v1/items/QW-DONE/evidence", files=photo_of)
    assert given.status_code == 201, given.text
    yield services
    for one in admin.values():
        await one.aclose()
    services.end()


async def _has_quick_wins_and_a_calendar(made: InProcess) -> None:
    service = made.service("tracker")
    items = tracking(service.database, service.clock, service.outbox)
    told = {**AN_ITEM, "version": 1, "kind": "quick_win", "time_zone": "Asia/Makassar"}
    for item, due, agency in (
        ("QW-SOON", 20, AGENCY),
        ("QW-OTHER", 25, OTHER_AGENCY),
        ("QW-FAR", 300, AGENCY),
        ("QW-PAST", -20, AGENCY),
        ("QW-DONE", 15, AGENCY),
        ("QW-GONE", 15, AGENCY),
    ):
        day = datetime.now(UTC).date() + timedelta(days=due)
        plan = {**told, "item_id": item, "title": f"{item} <b>", "agency": agency, "due": day}
        plan["cancelled"] = item == "QW-GONE"
        await items.replan([PlanItemPublished.model_validate(plan)])
    elsewhere = {**told, "item_id": "GRT-1", "region": "garut", "agency": "GRT"}
    await items.replan([PlanItemPublished.model_validate(elsewhere)])
    calendar = CalendarPublished(
        region="kukar",
        version=1,
        time_zone="Asia/Makassar",
        begins=date(YEAR, 1, 1),
        periods=(PeriodRule(kind=PeriodKind.MONTH, on_time_days=5),),
    )
    await PeriodRepository(service.database).save_calendar(calendar, None)


def signed(made: InProcess, role: Role, agency: str | None = None) -> httpx.AsyncClient:
    """Who sees pages with this role."""
    client = made.client("tracker")
    account = Account(username=f"uji.{role}", role=role, agency=agency)
    client.cookies.set(COOKIE, made.signer.session(account, datetime.now(UTC)).text)
    client.headers["accept"] = "text/html"
    return client


@pytest.fixture
async def council(made: InProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with signed(made, Role.COUNCIL) as client:
        yield client


def words(page: httpx.Response) -> str:
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


async def test_an_index_stands_with_its_weights_and_who_gave_the_scores(
    council: httpx.AsyncClient,
) -> None:
    page = await council.get(f"{INDEX}?wilayah=kukar&tahun=2022")
    assert page.status_code == 200, page.text
    said = words(page)
    assert "Diklaim 3,31" in said
    assert "Terbukti 2,00" in said
    assert "Kominfo 2022 (bobot tahun ini)" in said
    assert "Tim Pelaksana, 20 Juni 2026" in said
    assert "&lt;tahap I&gt;" in page.text
    assert "Jangan dipakai dulu: tidak diketahui berapa yang terbukti." in said
    assert page.text.count('class="tile weak"') == 2
    assert "Cakupan bukti hanya diketahui untuk tahun berjalan." in said


async def test_without_all_scores_it_says_what_lacks_and_that_the_weights_are_not_known(
    council: httpx.AsyncClient,
) -> None:
    said = words(await council.get(f"{INDEX}?wilayah=kukar"))
    assert "Belum dapat dihitung: belum ada nilai Outcome, Impact, Quick win." in said
    assert f"Bobot tahun {YEAR} belum diketahui" in said
    none = words(await council.get(f"{INDEX}?wilayah=garut"))
    assert "belum ada nilai Baseline, Output, Outcome, Impact, Quick win." in none


async def test_what_is_proven_enough_is_not_grey(
    council: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.index.region_index.is_weak", lambda *_: False)
    page = await council.get(f"{INDEX}?wilayah=kukar&tahun=2022")
    assert "weak" not in page.text
    assert "Jangan dipakai dulu" not in page.text


async def test_this_years_index_is_grey_until_enough_is_proven_and_says_so(
    made: InProcess, council: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, too_little = Scores.of, "Jangan dipakai dulu: yang terbukti terlalu sedikit."
    monkeypatch.setattr(Scores, "of", lambda self, *_: of(self, "kukar", 2022))
    monkeypatch.setattr("chassis.kept._Value.holds", lambda *_: False)
    token, day = made.token(Role.ADMIN, datetime.now(UTC)), datetime.now(UTC).date()
    path, asked = "/api/v1/items/GRT-1", f"{INDEX}?wilayah=garut"
    async with made.client("tracker", token) as admin:
        body = {"as_of": f"{day - timedelta(days=1)}", "physical_percent": 90}
        answer = await admin.post(f"{path}/reports", json=body)
        assert answer.status_code == 201, answer.text
        page = await council.get(asked)
        assert page.text.count('class="tile weak"') == 2
        assert words(page).count(too_little) == 2
        assert "Cakupan bukti 0 % dari capaian yang dilaporkan" in words(page)
        english = await council.get(asked, headers={"accept-language": "en"})
        assert words(english).count("Not to be used yet: too little is proven.") == 2

        told, photo_of = {"report_id": answer.json()["report_id"]}, {"file": ("a.jpg", photo())}
        given = await admin.post(f"{path}/evidence", params=told, files=photo_of)
        assert given.status_code == 201, given.text
    page = await council.get(asked)
    assert "Cakupan bukti 100 %" in words(page)
    assert "weak" not in page.text
    assert too_little not in words(page)


async def test_scores_can_be_tried_and_nothing_is_kept(
    made: InProcess, council: httpx.AsyncClient
) -> None:
    before = await made.service("tracker").database["x"].database.command("dbHash")
    typed = "baseline=3,60&output=3.21&outcome=3,23&impact=3,07&quick_win=3,65"
    page = await council.get(f"{INDEX}?wilayah=kukar&{typed}")
    assert "Hasil coba: 3,31, bobot Kominfo 2022." in words(page)
    assert "3,25" in words(page)
    part = await council.get(f"{INDEX}?wilayah=kukar&impact=2")
    assert "belum ada nilai Baseline, Output, Outcome, Quick win." in words(part)
    after = await made.service("tracker").database["x"].database.command("dbHash")
    assert before["collections"] == after["collections"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("impact=banyak", "tulis angka 0 sampai 5"),
        ("impact=NaN", "tulis angka 0 sampai 5"),
        ("impact=9e999", "tulis angka 0 sampai 5"),
        ("impact=-1", "tulis angka 0 sampai 5"),
        ("impact=%D9%A3", "tulis angka 0 sampai 5"),
        ("tahun=1999", "tahun tidak dikenal"),
        ("tahun=%C2%B2022", "tahun tidak dikenal"),
    ],
)
async def test_what_cannot_be_is_said_beside_the_field(
    council: httpx.AsyncClient, asked: str, said: str
) -> None:
    page = await council.get(f"{INDEX}?wilayah=kukar&{asked}")
    assert page.status_code == 422
    assert said in words(page)
    assert 'aria-invalid="true"' in page.text
    assert f'value="{unquote(asked).partition("=")[2]}"' in page.text


async def test_it_is_english_for_who_reads_english(council: httpx.AsyncClient) -> None:
    page = await council.get(f"{INDEX}?wilayah=kukar&tahun=2022", headers={"accept-language": "en"})
    assert "Claimed 3.31" in words(page)
    assert "innovation of the programmes" in words(page)


async def test_programs_have_the_same_numbers(made: InProcess, council: httpx.AsyncClient) -> None:
    token = made.token(Role.COUNCIL, datetime.now(UTC))
    async with made.client("tracker", token) as program:
        told = (await program.get("/api/v1/index/kukar?year=2022")).json()
        assert [one["claimed"] for one in told["indexes"]] == [3.31, 3.25]
        assert [one["proven"] for one in told["indexes"]] == [2.0, 2.0]
        assert told["indexes"][0]["is_of_year"]
        assert told["is_weak"]
        now = (await program.get("/api/v1/index/kukar")).json()
        assert now["indexes"][0]["claimed"] is None
        assert now["indexes"][0]["claimed_lacks"] == ["outcome", "impact", "quick_win"]
        total = await program.get("/api/v1/summary?region=kukar")
        sums = total.json()["groups"]
        done, proven = (
            sum(one[name] for one in sums) for name in ("weight_done", "weight_done_proven")
        )
        assert now["coverage_percent"] == pytest.approx(100 * proven / done)
        assert (await program.get("/api/v1/index/tiada")).status_code == 404
        assert (await program.get("/api/v1/index/kukar?year=1")).status_code == 422


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VERIFIER, Role.HEAD])
async def test_an_agencys_account_sees_no_index_of_the_region(made: InProcess, role: Role) -> None:
    async with signed(made, role, AGENCY) as client:
        page = await client.get(INDEX)
        assert page.status_code == 403
        assert "untuk dewan dan perencana" in words(page)
    token = made.token(role, datetime.now(UTC), AGENCY)
    async with made.client("tracker", token) as program:
        assert (await program.get("/api/v1/index/kukar")).status_code == 403


async def test_the_calendar_has_the_programme_the_limits_and_the_quick_wins_to_come(
    made: InProcess, council: httpx.AsyncClient
) -> None:
    page = await council.get(f"{AGENDA}?wilayah=kukar")
    assert page.status_code == 200, page.text
    said = words(page)
    assert "Evaluasi Kominfo tahap" in said
    assert "tanggalnya belum ditetapkan" in said
    assert "Batas tepat waktu laporan" in said
    assert "QW-SOON &lt;b&gt;" in page.text
    assert "Dinas <Uji>" in said
    assert "QW-FAR" not in said
    for ended in ("QW-PAST", "QW-DONE", "QW-GONE"):
        assert ended not in said
    not_set = said[said.index("Belum ditetapkan") :]
    assert "Buku 5: masterplan kawasan" in not_set
    assert "Bimtek" in not_set
    elsewhere = words(await council.get(f"{AGENDA}?wilayah=garut"))
    assert "belum punya kalender pelaporan" in elsewhere
    assert "QW-SOON" not in elsewhere
    assert (await council.get(f"{AGENDA}?wilayah=tiada")).status_code == 404


async def test_an_agency_sees_its_own_quick_wins_alone(made: InProcess) -> None:
    async with signed(made, Role.OFFICER, OTHER_AGENCY) as client:
        said = words(await client.get(f"{AGENDA}?wilayah=kukar"))
        assert "QW-OTHER" in said
        assert "QW-SOON" not in said
    token = made.token(Role.OFFICER, datetime.now(UTC), OTHER_AGENCY)
    async with made.client("tracker", token) as program:
        told = (await program.get("/api/v1/agenda/kukar")).json()
        assert [one["item_id"] for one in told["entries"] if one["item_id"]] == ["QW-OTHER"]
        assert {one["kind"] for one in told["not_set"]} == {"book", "bimtek"}
        assert told["has_calendar"]
        assert (await program.get("/api/v1/agenda/tiada")).status_code == 404


def files_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


async def test_one_button_gives_the_whole_pack_of_the_region(council: httpx.AsyncClient) -> None:
    page = await council.get(f"{INDEX}?wilayah=kukar")
    assert f'action="{PACK}"' in page.text
    answer = await council.get(f"{PACK}?wilayah=kukar&tahun=2022")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert "evaluasi-kukar-2022.zip" in answer.headers["content-disposition"]
    files = files_of(answer.content)
    told = json.loads(files["manifest.json"])
    assert (told["region"], told["year_of_the_index"], told["cut"]) == ("kukar", 2022, [])
    codes = {one["Kode"] for one in table(files, "baseline.csv")}
    assert {"FUZZ-1", "QW-SOON", "QW-OTHER", "QW-DONE", "QW-GONE"} <= codes
    assert "GRT-1" not in codes
    (done,) = [one for one in table(files, "baseline.csv") if one["Kode"] == "QW-DONE"]
    assert (done["Fisik pertama (%)"], done["Fisik terakhir (%)"]) == ("20.0", "100.0")
    (piece,) = table(files, "bukti.csv")
    assert (piece["Kode rencana aksi"], len(piece["SHA-256"])) == ("QW-DONE", 64)
    assert {one["Kode rencana aksi"] for one in table(files, "riwayat-status.csv")} == codes
    index = {one["Bagian"]: one for one in table(files, "indeks.csv")}
    assert index["Indeks, bobot Kominfo 2022"]["Diklaim"] == "3.31"


async def test_the_pack_has_its_pdf(council: httpx.AsyncClient) -> None:
    files = files_of((await council.get(f"{PACK}?wilayah=kukar&tahun=2022")).content)
    told = json.loads(files["manifest.json"])
    assert told["missing"] == []
    (named,) = [one for one in told["files"] if one["name"] == "evaluasi.pdf"]
    assert named["sha256"] == sha256(files["evaluasi.pdf"]).hexdigest()
    said = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(files["evaluasi.pdf"])).pages
    )
    assert "3,31" in said
    assert "QW-DONE <b>" in " ".join(said.split())
    assert "GRT-1" not in said


async def test_a_server_that_draws_no_pdf_gives_the_pack_and_the_remedy(
    council: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_pdf(*_: object) -> bytes:
        raise cannot_draw()

    monkeypatch.setattr(Printer, "pdf", no_pdf)
    answer = await council.get(f"{PACK}?wilayah=kukar&tahun=2021")
    assert answer.status_code == 200, answer.text
    files = files_of(answer.content)
    (missing,) = json.loads(files["manifest.json"])["missing"]
    assert missing["name"] == "evaluasi.pdf"
    assert LIBRARIES in missing["id"]
    assert LIBRARIES in missing["en"]
    assert "evaluasi.pdf" not in files
    assert "indeks.csv" in files


async def test_a_pack_is_made_once_for_all_who_ask_and_each_download_is_noted(
    made: InProcess, council: httpx.AsyncClient
) -> None:
    first = await council.get(f"{PACK}?wilayah=kukar&tahun=2022")
    again = await council.get(f"{PACK}?wilayah=kukar&tahun=2022")
    assert first.content == again.content
    trail = made.service("tracker").trail
    await trail.link()
    entries = [one async for one in _noted(trail)]
    (last,) = {one.deed.details["file"] for one in entries[-2:]}
    assert last == sha256(first.content).hexdigest()
    assert (entries[-1].deed.by, entries[-1].deed.about) == ("uji.council", "kukar")


async def _noted(trail: Trail) -> AsyncIterator[Entry]:
    for one in await trail.entries.after(0):
        if one.deed.what == EVALUATION_PACKED:
            yield one


async def test_what_is_beyond_the_limits_is_named_as_cut(
    made: InProcess, council: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.evaluation.service.ITEMS_MOST", 3)
    monkeypatch.setattr("tracker.evaluation.service.ROWS_MOST", 2)
    files = files_of((await council.get(f"{PACK}?wilayah=kukar&tahun=2023")).content)
    told = json.loads(files["manifest.json"])
    assert told["cut"] == ["baseline", "riwayat-status"]
    assert (told["rows"]["baseline"], told["rows"]["riwayat-status"]) == (3, 2)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VERIFIER, Role.HEAD])
async def test_no_agency_has_the_pack_of_the_region(made: InProcess, role: Role) -> None:
    async with signed(made, role, AGENCY) as client:
        answer = await client.get(f"{PACK}?wilayah=kukar")
        assert (answer.status_code, answer.headers["content-type"][:9]) == (403, "text/html")


@pytest.mark.parametrize(
    ("asked", "status"),
    [("wilayah=tiada", 404), ("tahun=1", 422), ("tahun=lusa", 422), ("bukan=1", 422)],
)
async def test_a_pack_that_cannot_be_is_a_page_that_says_so(
    council: httpx.AsyncClient, asked: str, status: int
) -> None:
    answer = await council.get(f"{PACK}?{asked}")
    assert answer.status_code == status
    assert "<h1" in answer.text


async def test_what_is_wrong_is_named_as_it_was_asked_for(
    made: InProcess, council: httpx.AsyncClient
) -> None:
    page = await council.get("/kemajuan/keputusan?keadaan=salah")
    assert page.status_code == 422
    assert "Isian belum benar: keadaan." in words(page)
    assert "literal" not in page.text
    async with made.client("tracker", made.token(Role.COUNCIL, datetime.now(UTC))) as program:
        answer = await program.get(f"/api/v1/periods/kukar/{YEAR}-M1?on=0001-01-01")
    assert [one["field"] for one in answer.json()["errors"]] == ["on"]


async def test_a_council_of_one_region_sees_no_other(made: InProcess) -> None:
    account = Account(username="uji.garut", role=Role.COUNCIL, region="garut")
    async with made.client("tracker") as client:
        client.cookies.set(COOKIE, made.signer.session(account, datetime.now(UTC)).text)
        client.headers["accept"] = "text/html"
        for path in (INDEX, AGENDA, PACK):
            assert (await client.get(f"{path}?wilayah=kukar")).status_code == 404
        codes = table(files_of((await client.get(PACK)).content), "baseline.csv")
        assert [one["Kode"] for one in codes] == ["GRT-1"]
