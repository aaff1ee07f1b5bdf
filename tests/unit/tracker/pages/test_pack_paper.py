"""The PDF of an evaluation pack: what is on it, and the same bytes for the same facts."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from pypdf import PdfReader

from chassis.auth.auth import Auth
from chassis.files.settings import FileSettings
from chassis.paper.drawing import drawn
from chassis.paper.printer import Printer
from chassis.sheets.limits import DEFAULT
from chassis.web.pages import Pages
from chassis.web.site import Site
from tests.unit.tracker.evaluation.test_pack import some_facts
from tests.unit.tracker.plans import NOON
from tracker.evaluation.facts import PackFacts
from tracker.pages.pack_paper import QUICK_WINS_MOST, pack_paper, page_of


def some_pages() -> Pages:
    return Pages(
        prefix="/kemajuan",
        site=Site({"/kemajuan": ""}),
        auth=cast(Auth, None),
        packages=("tracker.pages",),
    )


def pdf_of(facts: PackFacts) -> bytes:
    html, styles = page_of(some_pages(), facts)
    return b"".join(drawn(html.encode(), DEFAULT, styles).pieces)


def words(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_has_the_index_the_quick_wins_what_is_not_known_and_the_rules() -> None:
    data = pdf_of(some_facts())
    (page,) = PdfReader(io.BytesIO(data)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    said = words(data)
    assert "Keadaan 15 Juni 2026 12.00 (Asia/Makassar)" in said
    assert "Indeks jangan dipakai dulu: yang terbukti terlalu sedikit." in said
    assert "Cakupan bukti: 50 % dari capaian yang dilaporkan" in said
    assert "3,23" in said
    assert "Tim Pelaksana, 1 Juni 2026. =Lembar tahap I" in said
    assert "=HYPERLINK(" in said
    assert "40 % 8 % belum ada" in said
    assert "Terpotong karena terlalu banyak: bukti." in said
    assert "Bobot tahun 2026 belum diketahui." in said
    assert "Diklaim: belum ada nilai Baseline, Output, Impact, Quick win." in said
    assert "tanpa baseline: 1 dari 2." in said
    versions = some_facts().versions
    assert f"Status {versions.status} · bukti bukti-1 · bobot indeks" in said
    assert "nilai indeks nilai-uji-1" in said


def test_of_another_year_it_says_that_what_is_proven_is_not_known() -> None:
    facts = some_facts()
    said = words(pdf_of(replace(facts, index=replace(facts.index, year=2022))))
    assert "Indeks jangan dipakai dulu: tidak diketahui berapa yang terbukti." in said
    assert "Cakupan bukti hanya diketahui untuk tahun berjalan." in said


def test_many_quick_wins_are_counted_and_the_table_is_named() -> None:
    facts = some_facts()
    many = [facts.items[1]] * (QUICK_WINS_MOST + 5)
    said = words(pdf_of(replace(facts, items=many)))
    assert f"Di sini {QUICK_WINS_MOST} dari {QUICK_WINS_MOST + 5} quick win" in said
    assert "quick-win.csv" in said


def test_long_words_stay_on_the_sheet() -> None:
    facts = some_facts()
    one = facts.items[1]
    plan = one.item.plan.model_copy(update={"title": "X" * 200, "item_id": "QW-" + "A" * 61})
    long = replace(one, item=replace(one.item, plan=plan))
    (page,) = PdfReader(io.BytesIO(pdf_of(replace(facts, items=[long])))).pages
    places: list[float] = []

    def seen(text: str, moved: Any, matrix: Any, *_: Any) -> None:
        if text.strip():
            places.append(matrix[4] * moved[0] + moved[4])

    page.extract_text(visitor_text=seen)
    assert max(places) < page.mediabox.width


async def test_the_same_facts_are_drawn_as_the_same_bytes_in_any_process() -> None:
    printer = Printer(FileSettings())
    other = Printer(FileSettings())
    draw = pack_paper(some_pages(), printer)
    first = await draw(some_facts(), "dewan")
    assert await draw(some_facts(), "dewan") == first
    assert await pack_paper(some_pages(), other)(some_facts(), "perencana") == first
    later = replace(some_facts(), as_of=NOON + timedelta(minutes=1))
    assert await draw(later, "dewan") != first
    assert "/ID" not in PdfReader(io.BytesIO(first)).trailer
    await printer._readers.close()
    await other._readers.close()
