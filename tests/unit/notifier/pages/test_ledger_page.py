"""The ledger as a page and as a file."""

import csv
import io
import re
from datetime import date, timedelta

import pytest

from chassis.audit.entry import Deed
from notifier.deeds import LEDGER_DOWNLOADED
from notifier.directory.offices import Office
from notifier.pages import show_ledger
from tests.unit.notifier.pages.an_app import World, a_world, at, entry, served
from tests.unit.notifier.pages.test_alert_pages import DECISION, FAR, HEALTH, seen, text
from tests.unit.notifier.responding.a_life import LATE

PATH = "/peringatan/catatan"


def a_ledger() -> World:
    world = a_world(LATE, HEALTH)
    world.entries = [
        entry(LATE, "opened", 1, at=at(20)),
        entry(LATE, "told", 2, at=at(21), offices=(Office.HEAD, Office.OFFICER), told=2, step="1"),
        entry(LATE, "told_nobody", 3, at=at(23), why="vacant", step="2"),
        entry(LATE, "acknowledged", 4, at=at(24), by="head", until=date(2026, 12, 4), words="=1+1"),
        entry(HEALTH, "opened", 1, at=at(25), why="before_go_live"),
        entry(HEALTH, "closed", 2, at=at(26), why="moved"),
        entry(DECISION, "handed_over", 1, at=at(27), by="bappeda", offices=(Office.SECRETARY,)),
        entry(FAR, "opened", 1, at=at(28)),
    ]
    return world


def sentences(said: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", " ", one).split())
        for one in re.findall(r"<li>\s*<p class=\"quiet\">.*?</li>", said, re.DOTALL)
    ]


async def test_every_decision_is_a_sentence_the_newest_first() -> None:
    answer = await seen(a_ledger(), "planner", PATH)
    assert [one.partition("0 · ")[2] for one in sentences(answer.text)] == [
        "Keputusan dewan lewat batas waktu · Dinas Lingkungan Hidup dan Kehutanan "
        "Pengadaan bibit diulang Diteruskan bappeda kepada Sekretaris Daerah, ditahan sampai",
        "Quick win lewat tenggat · Dinas Kesehatan Antrean daring puskesmas "
        "Ditutup: tenggatnya dipindah",
        "Quick win lewat tenggat · Dinas Kesehatan Antrean daring puskesmas "
        "Dibuka: daerah ini belum mulai memakai peringatan",
        "Quick win lewat tenggat · Dinas Lingkungan Hidup dan Kehutanan "
        "Penanaman mangrove di Muara Badak Ditanggapi Kepala, "
        "ditahan sampai 4 Desember 2026 “=1+1”",
        "Quick win lewat tenggat · Dinas Lingkungan Hidup dan Kehutanan "
        "Penanaman mangrove di Muara Badak Tidak ada yang diberi tahu: "
        "tidak ada pemegang jabatan yang dapat dihubungi · langkah 2",
        "Quick win lewat tenggat · Dinas Lingkungan Hidup dan Kehutanan "
        "Penanaman mangrove di Muara Badak Diberi tahu: Kepala, PPTK (2 alamat) · langkah 1",
        "Quick win lewat tenggat · Dinas Lingkungan Hidup dan Kehutanan "
        "Penanaman mangrove di Muara Badak Dibuka",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("apa=told_nobody", 1),
        ("aturan=late", 6),
        ("opd=DINKES", 2),
        ("jabatan=secretary", 1),
        ("butir=KKR-QW-ENV-01", 4),
        ("dari=2026-11-24", 4),
        ("sampai=2026-11-24", 4),
        ("dari=2026-11-24&sampai=2026-11-24", 1),
        ("dari=kemarin", 7),
        ("sampai=9999-12-31", 7),
        ("apa=told&butir=KKR-QW-SOC-02", 0),
    ],
)
async def test_it_is_searched_and_the_file_has_what_the_page_has(query: str, found: int) -> None:
    world = a_ledger()
    page = await seen(world, "planner", f"{PATH}?{query}")
    assert len(sentences(page.text)) == found
    file = await seen(world, "planner", f"{PATH}/berkas?{query}")
    assert len(list(csv.reader(io.StringIO(file.text)))) == found + 1
    assert ("Tidak ada catatan yang cocok." in page.text) is (found == 0)


@pytest.mark.parametrize(("who", "rows"), [("admin", 8), ("far", 1), ("officer", 5), ("other", 2)])
async def test_each_reads_what_is_of_the_own_region_and_agency(who: str, rows: int) -> None:
    world = a_ledger()
    assert len(sentences((await seen(world, who, PATH)).text)) == rows
    file = await seen(world, who, f"{PATH}/berkas")
    assert len(file.text.splitlines()) == rows + 1


async def test_it_goes_on_page_by_page_with_its_filters() -> None:
    world = World()
    world.entries = [
        entry(LATE, "told", n, at=at(1) + timedelta(minutes=n // 3)) for n in range(1, 121)
    ]
    path, read = f"{PATH}?apa=told&opd=DLHK", 0
    for size in (50, 50, 20):
        page = await seen(world, "planner", path)
        assert len(sentences(page.text)) == size
        read += size
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        path = following[1].replace("&amp;", "&") if following else ""
        assert not path or "apa=told" in path
    assert (read, path) == (120, "")


async def test_a_file_is_audited_bounded_and_calculated_by_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = a_ledger()
    file = await seen(world, "planner", f"{PATH}/berkas?opd=DLHK")
    assert world.deeds == [Deed(LEDGER_DOWNLOADED, "bappeda", "peringatan", {"opd": "DLHK"})]
    assert file.headers["content-type"].startswith("text/csv")
    assert file.headers["cache-control"] == "no-store"
    header, first, second, *_ = csv.reader(io.StringIO(file.text))
    assert header[:4] == ["at", "what", "why", "rule"]
    assert dict(zip(header, first, strict=True))["offices"] == "secretary"
    row = dict(zip(header, second, strict=True))
    assert (row["words"], row["until"], row["by"]) == ("'=1+1", "2026-12-04", "head")
    assert row["at"] == "2026-11-24T02:00:00.000+00:00"
    monkeypatch.setattr(show_ledger, "AT_ONCE", 2)
    monkeypatch.setattr(show_ledger, "DOWNLOADED_MOST", 3)
    bounded = await seen(world, "planner", f"{PATH}/berkas")
    assert len(bounded.text.splitlines()) == 4


@pytest.mark.parametrize(
    ("days", "said"),
    [(1825, "disimpan 5 tahun"), (365, "disimpan 1 tahun"), (90, "disimpan 90 hari")],
)
async def test_how_long_it_is_kept_stands_there(days: int, said: str) -> None:
    world = a_ledger()
    world.keep = timedelta(days=days)
    assert said in text(await seen(world, "council", PATH))


@pytest.mark.parametrize("cursor", ["x", "bm9w"])
async def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    assert (await seen(a_ledger(), "planner", f"{PATH}?sesudah={cursor}")).status_code == 422


async def test_an_unknown_filter_is_refused_and_not_ignored() -> None:
    async with (await served(a_ledger())).client("planner") as client:
        assert (await client.get(f"{PATH}?agency=DLHK")).status_code == 422
