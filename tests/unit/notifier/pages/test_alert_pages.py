"""The pages of episodes: what each reader sees, and what each may do."""

import re
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from notifier.alerting.alert import Answer, CloseReason, Pause, Taken
from notifier.delivery.delivery import State
from notifier.directory.offices import Office
from tests.unit.notifier.pages.an_app import World, a_world, at, entry, form, served
from tests.unit.notifier.responding.a_life import FACTS, LAST, LATE, NOW, delivery

PATH = "/peringatan/kejadian/late:KKR-QW-ENV-01:7"
DECISION = replace(
    LATE,
    rule="decision_overdue",
    item_id="decision/5f0c-1",
    episode=1,
    facts=replace(FACTS, title="Pengadaan bibit diulang", decision="Pengadaan diulang", kind=None),
    taken=(),
    opened_at=at(25),
)
HEALTH = replace(
    LATE,
    item_id="KKR-QW-SOC-02",
    agency="DINKES",
    facts=replace(FACTS, title="Antrean daring puskesmas", agency="DINKES"),
    opened_at=at(28),
)
FAR = replace(LATE, item_id="JAUH-1", agency="OPD-JAUH", region="jauh")
DONE = replace(
    LATE, episode=3, close_reason=CloseReason.RECOVERED, closed_at=at(10), opened_at=at(2)
)


def text(answer: httpx.Response) -> str:
    """What a reader reads, in one line."""
    body = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split()).replace(" ,", ",").replace(" .", ".")


def titles(answer: httpx.Response) -> list[str]:
    return re.findall(r'<h2><a href="[^"]+">([^<]+)</a></h2>', answer.text)


async def seen(world: World, who: str, path: str, **headers: str) -> httpx.Response:
    async with (await served(world)).client(who, **headers) as client:
        return await client.get(path)


async def sent(world: World, who: str, path: str, **values: str) -> httpx.Response:
    async with (await served(world)).client(who) as client:
        return await client.post(path, data=form(who, **values))


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("admin", ["JAUH-1", "KKR-QW-SOC-02", "decision/5f0c-1", "KKR-QW-ENV-01"]),
        ("planner", ["KKR-QW-SOC-02", "decision/5f0c-1", "KKR-QW-ENV-01"]),
        ("council", ["KKR-QW-SOC-02", "decision/5f0c-1", "KKR-QW-ENV-01"]),
        ("head", ["decision/5f0c-1", "KKR-QW-ENV-01"]),
        ("officer", ["decision/5f0c-1", "KKR-QW-ENV-01"]),
        ("other", ["KKR-QW-SOC-02"]),
        ("far", ["JAUH-1"]),
    ],
)
async def test_the_list_has_what_is_open_in_the_readers_region_and_agency(
    who: str, shown: list[str]
) -> None:
    far = replace(FAR, opened_at=at(29))
    answer = await seen(a_world(LATE, DECISION, HEALTH, far, DONE), who, "/peringatan/")
    assert answer.status_code == 200
    ids = re.findall(r'href="/peringatan/kejadian/\w+%3A([^"]+)%3A\d+"', answer.text)
    assert [one.replace("%2F", "/") for one in ids] == shown


async def test_a_row_says_what_whose_since_when_who_was_told_and_what_comes_next() -> None:
    world = a_world(LATE)
    pending = {"state": State.PENDING, "sent_at": None}
    world.deliveries = [
        delivery(LATE, Office.OFFICER, "pptk@dlhk.example"),
        delivery(LATE, Office.HEAD, "kepala@dlhk.example", **pending),
        delivery(LATE, Office.SECRETARY, "sekda@kukar.example", state=State.FAILED, sent_at=None),
        delivery(LATE, Office.COUNCIL, "dewan@kukar.example", step="closed"),
    ]
    said = text(await seen(world, "planner", "/peringatan/"))
    for part in (
        "Quick win lewat tenggat · Dinas Lingkungan Hidup dan Kehutanan",
        "Penanaman mangrove di Muara Badak",
        "Sejak 21 November 2026 01.00",
        "Diberi tahu PPTK; menunggu dikirim: Kepala Jabatan kosong",
        "Jabatan kosong Kepala Bidang",
        "Berikutnya Tim Pelaksana, 1 Desember 2026 10.00",
    ):
        assert part in said
    assert "@" not in said, "no address in a list"


async def test_what_only_the_digest_tells_of_has_a_list_of_its_own() -> None:
    plain = replace(LATE, rule="action_late", item_id="KKR-AK-ENV-09", opened_at=at(29))
    world = a_world(LATE, plain)

    async def listed(query: str) -> list[str]:
        answer = await seen(world, "planner", f"/peringatan/{query}")
        return re.findall(r"kejadian/(\w+)%3A", answer.text)

    assert await listed("") == ["late"], "late quick wins do not stand below every digest's"
    assert await listed("?lewat=ringkasan") == ["action_late"]
    assert await listed("?lewat=semua") == ["action_late", "late"]
    assert await listed("?lewat=lain") == ["late"]
    assert await listed("?opd=DLHK") == ["action_late", "late"], "who asks for more sees all"
    assert await listed("?opd=DLHK&lewat=langsung") == ["late"]
    gone = replace(LATE, rule="of_another_policy")
    world.has(gone)
    assert "of_another_policy" in await listed("")


async def test_an_answer_that_holds_is_said_with_its_last_day_and_one_that_ended_is_not() -> None:
    held = Pause(Answer.ACKNOWLEDGED, "head", NOW - timedelta(days=1), LAST, "Bibit tiba")
    ended = Pause(Answer.SILENCED, "kepala.dlhk", at(20), date(2026, 11, 29), "Rapat")
    said = text(await seen(a_world(replace(LATE, pauses=(ended, held))), "head", "/peringatan/"))
    assert (
        "Jawaban Ditanggapi Kepala, ditahan sampai 14 Desember 2026 (29 November 2026 10.00): "
        "“Bibit tiba”" in said
    )
    assert "Rapat" not in said
    ended_only = a_world(replace(LATE, pauses=(ended,)))
    assert "Jawaban" not in text(await seen(ended_only, "head", "/peringatan/"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("keadaan=closed", ["Penanaman mangrove di Muara Badak"]),
        ("aturan=decision_overdue", ["Pengadaan bibit diulang"]),
        ("opd=DINKES", ["Antrean daring puskesmas"]),
        ("jabatan=officer&aturan=late&opd=DLHK", ["Penanaman mangrove di Muara Badak"]),
        ("jabatan=council", []),
        ("butir=KKR-QW-SOC-02", ["Antrean daring puskesmas"]),
        ("butir=+KKR-QW-SOC-02+&keadaan=semua", ["Antrean daring puskesmas"]),
        ("keadaan=lain", ["Antrean", "Pengadaan", "Penanaman", "Penanaman"]),
    ],
)
async def test_the_list_is_narrowed(query: str, shown: list[str]) -> None:
    world = a_world(LATE, DECISION, HEALTH, DONE)
    answer = await seen(world, "planner", f"/peringatan/?{query}")
    found = titles(answer)
    assert len(found) == len(shown)
    assert all(one.startswith(wanted) for one, wanted in zip(found, shown, strict=True))
    assert shown or "Tidak ada peringatan yang cocok." in answer.text


async def test_the_list_goes_on_page_by_page_and_keeps_its_filters() -> None:
    many = [
        replace(LATE, episode=n, opened_at=at(1) + timedelta(minutes=n // 2)) for n in range(70)
    ]
    world, path, numbers = a_world(*many), "/peringatan/?keadaan=semua&aturan=late", list[str]()
    for size in (30, 30, 10):
        answer = await seen(world, "planner", path)
        page = re.findall(r'KKR-QW-ENV-01%3A(\d+)"', answer.text)
        assert len(page) == size
        numbers += page
        following = re.search(r'rel="next" href="([^"]+)"', answer.text)
        path = following[1].replace("&amp;", "&") if following else ""
        assert not path or "aturan=late" in path
    assert sorted(map(int, numbers)) == list(range(70))
    assert path == ""


@pytest.mark.parametrize("cursor", ["x", "bm9w", "MjAyNi0xMS0zMCB4", "¤"])
async def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    answer = await seen(a_world(LATE), "planner", f"/peringatan/?sesudah={cursor}")
    assert answer.status_code == 422


async def test_an_episode_shows_its_history_and_addresses_to_those_who_may_see_them() -> None:
    world = a_world(LATE)
    world.deliveries = [
        delivery(LATE, Office.HEAD, "kepala@dlhk.example"),
        delivery(
            LATE,
            Office.OFFICER,
            "pptk@dlhk.example",
            state=State.FAILED,
            sent_at=None,
            attempts=3,
            last_error="550 no <pptk@dlhk.example>",
        ),
        delivery(
            LATE, Office.DELIVERY_TEAM, "tim@bappeda.example", state=State.PENDING, sent_at=None
        ),
    ]
    world.entries = [
        entry(LATE, "opened"),
        entry(LATE, "told", 2, offices=(Office.HEAD,), vacant=(Office.VERIFIER,), told=1, step="1"),
        entry(LATE, "told_nobody", 3, why="told_before", step="2"),
        entry(HEALTH, "opened"),
    ]
    said = text(await seen(world, "head", PATH))
    for part in (
        "Quick win lewat tenggat: Penanaman mangrove di Muara Badak",
        "Belum ada yang menanggapi.",
        "Dibuka",
        "Diberi tahu: Kepala (1 alamat) · langkah 1 · jabatan kosong: Kepala Bidang",
        "Tidak ada yang diberi tahu: semuanya sudah diberi tahu · langkah 2",
        "Kepala kepala@dlhk.example",
        "PPTK pptk@dlhk.example",
        "gagal, tidak dicoba lagi · 3 kali dicoba 550 no &lt;pptk@dlhk.example&gt;",
        "menunggu dikirim, paling cepat",
    ):
        assert part in said, part
    assert said.count("Dibuka") == 1, "of this episode alone"
    assert "tim@bappeda.example" not in said, "another agency's"
    council = text(await seen(world, "council", PATH))
    assert "Kepala" in council
    assert "example" not in council
    assert "tim@bappeda.example" in text(await seen(world, "planner", PATH))


@pytest.mark.parametrize("who", ["other", "far"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_of_another_agency_or_region_there_is_no_episode(who: str, method: str) -> None:
    world, post = a_world(LATE), method == "POST"
    async with (await served(world)).client(who) as client:
        answer = await client.request(
            method,
            PATH,
            data=form(who, tindakan="tanggapi", dilihat="0") if post else None,
        )
    assert (answer.status_code, world.given) == (404, [])
    assert "mangrove" not in answer.text


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("officer", {"tanggapi", "teruskan"}),
        ("head", {"tanggapi", "teruskan", "diamkan"}),
        ("planner", {"tanggapi", "teruskan", "diamkan"}),
        ("admin", {"tanggapi", "teruskan", "diamkan"}),
        ("council", set()),
    ],
)
async def test_who_may_do_what_comes_from_the_server_and_a_lock_says_why(
    who: str, may: set[str]
) -> None:
    answer = await seen(a_world(LATE), who, PATH)
    assert set(re.findall(r'name="tindakan" value="(\w+)"', answer.text)) == may
    if who == "council":
        assert "Akun ini hanya melihat." in answer.text
    if who == "officer":
        assert "Mendiamkan hanya oleh kepala" in answer.text


async def test_a_closed_episode_says_why_and_has_no_form() -> None:
    answer = await seen(a_world(DONE), "head", "/peringatan/kejadian/late:KKR-QW-ENV-01:3")
    assert "Ditutup 10 November 2026 10.00: keadaannya pulih." in text(answer)
    assert "tidak ada lagi yang perlu ditanggapi" in answer.text
    assert 'name="tindakan"' not in answer.text


async def test_to_acknowledge_is_a_deed_shown_at_a_lasting_address() -> None:
    world = a_world(LATE)
    answer = await sent(
        world, "head", PATH, tindakan="tanggapi", dilihat="0", sampai="2026-12-04", catatan="Ya"
    )
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/peringatan/kejadian/late%3AKKR-QW-ENV-01%3A7",
    )
    ((act, by),) = world.given
    assert (act, by.name, by.office) == ("acknowledged", "kepala.dlhk", None)
    said = text(await seen(world, "head", answer.headers["location"]))
    assert "Ditanggapi kepala.dlhk, ditahan sampai 4 Desember 2026" in said
    assert "Belum ada yang menanggapi" not in said


async def test_without_a_day_it_is_the_policys_and_without_words_none() -> None:
    world = a_world(LATE)
    await sent(world, "officer", PATH, tindakan="tanggapi", dilihat="0")
    assert world.episodes[LATE.id].pauses[-1].until == LAST


async def test_to_silence_and_to_hand_over_need_words_a_day_an_office() -> None:
    world = a_world(LATE)
    silenced = await sent(world, "head", PATH, tindakan="diamkan", dilihat="0")
    assert silenced.status_code == 422
    assert 'href="#diam_sampai"' in silenced.text
    assert 'href="#alasan"' in silenced.text
    handed = await sent(world, "head", PATH, tindakan="teruskan", dilihat="0", pesan="Bantu")
    assert handed.status_code == 422
    assert 'href="#kepada"' in handed.text
    assert ">Bantu</textarea>" in handed.text, "what was typed is kept"
    assert world.given == []
    await sent(
        world, "head", PATH, tindakan="teruskan", dilihat="0", kepada="secretary", pesan="Bantu"
    )
    await sent(
        world,
        "head",
        PATH,
        tindakan="diamkan",
        dilihat="1",
        diam_sampai="2026-12-20",
        alasan="Cuti",
    )
    first, second = world.episodes[LATE.id].pauses
    assert (first.answer, first.office, first.words) == ("handed_over", Office.SECRETARY, "Bantu")
    assert (second.answer, second.until, second.words) == ("silenced", date(2026, 12, 20), "Cuti")


async def test_what_the_service_refuses_stands_beside_its_field() -> None:
    world = a_world(LATE)
    answer = await sent(
        world, "head", PATH, tindakan="tanggapi", dilihat="0", sampai="2027-12-04", catatan="Ya"
    )
    assert answer.status_code == 422
    assert 'id="sampai-salah">Pilih hari sampai 14-12-2026.' in answer.text
    no_day = await sent(world, "head", PATH, tindakan="tanggapi", dilihat="0", sampai="besok")
    assert "Tanggal tidak dikenal" in no_day.text
    officer = await sent(
        world,
        "officer",
        PATH,
        tindakan="diamkan",
        dilihat="0",
        diam_sampai="2026-12-20",
        alasan="x",
    )
    assert officer.status_code == 403
    assert "Mendiamkan hanya oleh kepala" in officer.text
    council = await sent(world, "council", PATH, tindakan="tanggapi", dilihat="0")
    assert council.status_code == 403
    assert world.given == []


async def test_pressed_twice_it_counts_once_and_another_answer_meanwhile_is_shown() -> None:
    world = a_world(LATE)
    for _ in range(2):
        answer = await sent(world, "head", PATH, tindakan="tanggapi", dilihat="0", catatan="Ya")
        assert answer.status_code == 303
    assert len(world.given) == 1
    late = await sent(world, "officer", PATH, tindakan="tanggapi", dilihat="0", catatan="Saya")
    assert late.status_code == 409
    assert "Sementara itu sudah ada yang menanggapi" in late.text
    assert ">Saya</textarea>" in late.text
    assert len(world.given) == 1


async def test_of_an_episode_that_closed_meanwhile_nothing_is_done() -> None:
    world = a_world(LATE)
    world.episodes[LATE.id] = replace(LATE, close_reason=CloseReason.DONE, closed_at=NOW)
    answer = await sent(world, "head", PATH, tindakan="tanggapi", dilihat="0")
    assert (answer.status_code, world.given) == (409, [])
    assert "sudah ditutup" in answer.text


async def test_a_form_of_another_session_or_site_does_nothing_and_keeps_what_was_typed() -> None:
    world = a_world(LATE)
    async with (await served(world)).client("head") as client:
        values = {"csrf": "x", "tindakan": "tanggapi", "dilihat": "0", "catatan": "Ya"}
        answer = await client.post(PATH, data=values)
        assert answer.status_code == 403
        assert ">Ya</textarea>" in answer.text
        foreign = await client.post(
            PATH, data=form("head", **values), headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert foreign.status_code == 403
    assert world.given == []


async def test_a_press_of_no_button_says_so() -> None:
    answer = await sent(a_world(LATE), "head", PATH, tindakan="hapus", dilihat="0")
    assert answer.status_code == 422
    assert "Pilih dahulu apa yang dikerjakan." in answer.text


async def test_the_ladder_is_by_office_with_what_reaches_it_next() -> None:
    second = replace(
        LATE,
        episode=8,
        item_id="KKR-QW-ENV-02",
        facts=replace(FACTS, title="Bank sampah"),
        taken=(Taken("1", at(29), (Office.OFFICER,)),),
        pauses=(Pause(Answer.HANDED_OVER, "pptk.dlhk", at(29), LAST, "x", Office.SECRETARY),),
        next_at=NOW + timedelta(hours=5),
    )
    digest = replace(LATE, rule="action_late", item_id="KKR-AK-ENV-09", next_at=None)
    world = a_world(LATE, second, DONE, digest)
    pending = {"state": State.PENDING, "sent_at": None}
    world.deliveries = [
        *(delivery(one, Office.OFFICER, "pptk@dlhk.example") for one in (LATE, second, digest)),
        delivery(second, Office.SECRETARY, "sekda@kukar.example", **pending),
    ]
    said = text(await seen(world, "planner", "/peringatan/tangga"))
    higher, _, officer = said.partition("PPTK, Dinas Lingkungan Hidup dan Kehutanan")
    assert "Tim Pelaksana Akan diberi tahu: 2, yang pertama 30 November 2026 15.00" in higher
    assert "Sekretaris Daerah Menunggu dikirim: 1" in higher
    assert officer.strip().startswith("Sudah diberi tahu: 2"), "without what is in digests alone"
    assert "berikutnya Tim Pelaksana 1 Desember 2026 10.00" in said


async def test_without_an_open_episode_the_pages_say_so() -> None:
    for path in ("/peringatan/?lewat=semua", "/peringatan/tangga"):
        assert "Tidak ada peringatan yang terbuka." in (await seen(World(), "head", path)).text


async def test_a_decision_leads_to_its_page_and_one_on_an_item_to_the_items() -> None:
    world = a_world(DECISION)
    path = "/peringatan/kejadian/decision_overdue:decision/5f0c-1:1"
    assert 'href="/kemajuan/keputusan/5f0c-1"' in (await seen(world, "head", path)).text
    on_item = replace(DECISION, facts=replace(DECISION.facts, decided_item="KKR-QW-ENV-01"))
    answer = await seen(a_world(on_item), "head", path)
    assert 'href="/kemajuan/butir/KKR-QW-ENV-01"' in answer.text


async def test_every_page_is_in_english_too_and_says_what_is_not_ours_as_text() -> None:
    title = "<b>Sumur</b> & {{ 7*7 }}"
    hostile = replace(LATE, facts=replace(FACTS, title=title))
    world = a_world(hostile)
    world.entries = [entry(hostile, "silenced", by="<i>x</i>", words="<script>", until=LAST)]
    for path in ("/peringatan/", PATH, "/peringatan/tangga", "/peringatan/catatan"):
        answer = await seen(world, "planner", path, **{"Accept-Language": "en"})
        assert answer.headers["content-language"] == "en"
        assert "&lt;b&gt;Sumur&lt;/b&gt; &amp; {{ 7*7 }}" in answer.text
        assert "<script>" not in answer.text
        assert "<i>" not in answer.text
        assert "Peringatan" not in answer.text, path


async def test_without_a_session_a_page_leads_to_the_sign_in_and_back() -> None:
    async with (await served(World())).client() as client:
        answer = await client.get("/peringatan/?opd=DLHK")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("/rencana/masuk?lanjut=/peringatan/%3Fopd%3DDLHK")
