"""The page behind the link of a message: it asks, and only its form acts."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from notifier.alerting.alert import Answer, CloseReason, Pause
from notifier.alerting.answering import NotAllowed
from notifier.directory.offices import Office
from notifier.responding.links import VALID_FOR
from tests.unit.notifier.pages.an_app import Served, World, a_world, served
from tests.unit.notifier.pages.test_alert_pages import text
from tests.unit.notifier.responding.a_life import LAST, LATE, NOW, delivery

HEAD = "kepala@dlhk.example"


@pytest.fixture
def world() -> World:
    world = a_world(LATE)
    world.deliveries = [delivery(LATE, Office.HEAD, HEAD)]
    world.holders = {Office.HEAD: {HEAD}}
    return world


class Reader:
    """Has the link of a message, and no account."""

    def __init__(self, page: Served) -> None:
        self.page = page
        link = page.links.respond_link(page.world.deliveries[0])
        assert link is not None
        self.path = link.removeprefix("http://aksi")

    async def asks(self, method: str = "GET", **headers: str) -> httpx.Response:
        async with self.page.client(None, **headers) as client:
            return await client.request(method, self.path)

    async def sends(self, **values: str) -> httpx.Response:
        async with self.page.client() as client:
            return await client.post(self.path, data=values)


async def reader(world: World) -> Reader:
    return Reader(await served(world))


async def test_it_says_what_about_and_for_which_office_and_asks(world: World) -> None:
    answer = await (await reader(world)).asks()
    assert answer.status_code == 200
    said = text(answer)
    for part in (
        "Quick win lewat tenggat · Dinas Lingkungan Hidup dan Kehutanan "
        "Penanaman mangrove di Muara Badak",
        "Anda menjawab sebagai Kepala, Dinas Lingkungan Hidup dan Kehutanan",
        "Membuka halaman ini tidak mengubah apa pun.",
        "10 hari kerja",
    ):
        assert part in said
    assert "@" not in said
    assert re.findall(r'name="tindakan" value="(\w+)"', answer.text) == ["tanggapi", "teruskan"]
    assert world.given == []


async def test_it_is_told_to_no_other_site_and_kept_nowhere(world: World) -> None:
    mine = await reader(world)
    for answer in (await mine.asks(), await mine.sends(tindakan="x")):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["cache-control"] == "no-store"
        assert '<meta name="robots" content="noindex, nofollow">' in answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
async def test_whatever_a_mail_scanner_asks_changes_nothing(world: World, method: str) -> None:
    mine = await reader(world)
    for _ in range(3):
        await mine.asks(method, **{"Sec-Purpose": "prefetch", "Purpose": "prefetch"})
    assert world.given == []


async def test_its_form_acknowledges_and_the_page_then_says_by_whom_and_until_when(
    world: World,
) -> None:
    mine = await reader(world)
    answer = await mine.sends(tindakan="tanggapi", sampai="2026-12-04", catatan="Bibit tiba")
    assert (answer.status_code, answer.headers["location"]) == (303, mine.path)
    ((act, by),) = world.given
    assert (act, by.name, by.mailbox) == ("acknowledged", "head", HEAD)
    page = await mine.asks()
    assert (
        "Tersimpan. Ditanggapi Kepala, ditahan sampai 4 Desember 2026 (30 November 2026 10.00): "
        "“Bibit tiba”" in text(page)
    )
    assert re.findall(r'name="tindakan" value="(\w+)"', page.text) == ["teruskan"]


async def test_a_form_without_an_origin_or_of_none_is_taken_the_link_is_the_proof(
    world: World,
) -> None:
    """Where a page has no referrer a browser without TLS says Origin: null."""
    mine = await reader(world)
    async with mine.page.client(None, Origin="null") as client:
        answer = await client.post(mine.path, data={"tindakan": "tanggapi"})
    assert answer.status_code == 303
    assert world.episodes[LATE.id].pauses[-1].until == LAST


async def test_pressed_twice_it_counts_once(world: World) -> None:
    mine = await reader(world)
    for _ in range(2):
        assert (await mine.sends(tindakan="tanggapi")).status_code == 303
    assert len(world.given) == 1


async def test_it_hands_over_with_words_to_an_office(world: World) -> None:
    mine = await reader(world)
    assert (await mine.sends(tindakan="teruskan", kepada="secretary")).status_code == 422
    assert (await mine.sends(tindakan="teruskan", pesan="Bantu")).status_code == 422
    answer = await mine.sends(tindakan="teruskan", kepada="secretary", pesan="Bantu")
    assert answer.status_code == 303
    assert [act for act, _ in world.given] == ["handed_over"]
    assert "Diteruskan Kepala kepada Sekretaris Daerah" in text(await mine.asks())


async def test_a_link_does_not_silence(world: World) -> None:
    answer = await (await reader(world)).sends(
        tindakan="diamkan", diam_sampai="2026-12-20", alasan="x"
    )
    assert (answer.status_code, world.given) == (422, [])
    assert "Pilih dahulu apa yang dikerjakan." in answer.text


async def test_what_the_service_refuses_stands_beside_its_field_with_what_was_typed(
    world: World,
) -> None:
    answer = await (await reader(world)).sends(
        tindakan="tanggapi", sampai="2027-12-04", catatan="Ya"
    )
    assert answer.status_code == 422
    assert 'id="sampai-salah">Pilih hari' in answer.text
    assert ">Ya</textarea>" in answer.text


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("closed", "Peringatan ini sudah ditutup: keadaannya pulih."),
        ("expired", "Tautan ini sudah habis masanya."),
        ("another", "tidak lagi memegang jabatan di atas"),
        ("answered", "Ditanggapi kabid.dlhk, ditahan sampai 14 Desember 2026"),
    ],
)
async def test_what_a_link_is_good_for_is_said(world: World, what: str, said: str) -> None:
    mine = await reader(world)
    if what == "closed":
        world.episodes[LATE.id] = replace(LATE, close_reason=CloseReason.RECOVERED, closed_at=NOW)
    elif what == "expired":
        mine.page.clock.advance(VALID_FOR)
    elif what == "another":
        world.holders[Office.HEAD] = {"baru@dlhk.example"}
    else:
        pause = Pause(Answer.ACKNOWLEDGED, "kabid.dlhk", NOW - timedelta(days=1), LAST, "<b>x</b>")
        world.episodes[LATE.id] = replace(LATE, pauses=(pause,))
    answer = await mine.asks()
    assert answer.status_code == 200
    assert said in text(answer)
    assert "<b>x" not in answer.text, "what somebody wrote is text"
    assert "tanggapi" not in re.findall(r'name="tindakan" value="(\w+)"', answer.text)
    sent = await mine.sends(tindakan="tanggapi")
    assert (sent.status_code, world.given) == (303, [])


async def test_what_the_core_does_not_allow_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object) -> None:
        raise NotAllowed

    monkeypatch.setattr(world, "acknowledge", refused)
    answer = await (await reader(world)).sends(tindakan="tanggapi")
    assert answer.status_code == 409
    assert "tidak dapat diterima lewat tautan ini" in answer.text


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "y" * 700])
async def test_what_is_no_link_of_ours_is_not_found_and_says_what_to_do(
    world: World, token: str
) -> None:
    mine = await reader(world)
    mine.path = f"/peringatan/tanggapi/{token}"
    for answer in (await mine.asks(), await mine.sends(tindakan="tanggapi")):
        assert answer.status_code == 404
        assert "Salin seluruh tautan dari pesannya" in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
    async with mine.page.client(None, Accept="application/json") as client:
        problem = await client.get(mine.path)
    assert problem.json()["instance"] == "/peringatan/tanggapi/{token}"
    assert token not in problem.text or token == "x"


async def test_too_often_is_told_to_wait(world: World) -> None:
    mine = await reader(world)
    answers = [await mine.sends(tindakan="tanggapi") for _ in range(7)]
    assert [one.status_code for one in answers] == [303] * 6 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_who_has_a_session_is_asked_as_the_office_of_the_link_all_the_same(
    world: World,
) -> None:
    mine = await reader(world)
    async with mine.page.client("council") as client:
        page = await client.get(mine.path)
        await client.post(mine.path, data={"tindakan": "tanggapi"})
    assert "dewan" not in page.text.partition("<main")[0]
    assert [by.office for _, by in world.given] == [Office.HEAD]
