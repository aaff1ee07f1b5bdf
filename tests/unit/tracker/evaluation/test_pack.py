"""The pack of an evaluation: what is in it, its hashes, and the same bytes for the same facts."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import openpyxl

from chassis.text import Text
from contracts import EvidenceAdded, StatusChanged
from contracts.calendar import ReviewStep
from contracts.council_decided import MinutesFile
from contracts.words import DecisionAction, Indicator, Kind, Status
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.overviews import an_overview
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.decisions.decision import Decision, DecisionAct, Subject, Wording
from tracker.evaluation.facts import PackFacts, PackItem, Versions, first_counting
from tracker.evaluation.pack import MANIFEST, PDF, WORKBOOK, packed
from tracker.index.region_index import RegionIndex
from tracker.index.scores import YearScores
from tracker.index.weights import read_index_rules
from tracker.items.item import Item, change_to
from tracker.status.progress import fold
from tracker.summary.sums import Sums

NASTY = '=HYPERLINK("http://x","klik")'
MARKS = [
    a_mark(8, date(2026, 2, 28), report_id="r-2"),
    a_mark(5, date(2026, 1, 31), report_id="r-1"),
    a_mark(40, date(2026, 5, 31), report_id="r-3"),
]


PAPER = b"%PDF drawn elsewhere"


def an_index() -> RegionIndex:
    sums = Sums(items=2, weight=2.0, weight_done=0.8, weight_done_proven=0.4)
    overview = an_overview(groups={("living", "DINKES", "quick_win"): sums})
    said = {"by": "Tim Pelaksana", "on": "2026-06-01", "source": "=Lembar tahap I"}
    scores = YearScores.model_validate({"components": {"outcome": {**said, "claimed": "3.23"}}})
    return RegionIndex("kukar", 2026, scores, "nilai-uji-1", read_index_rules(), overview)


def some_facts() -> PackFacts:
    indicator = Indicator(name="Peserta", unit="orang", baseline=100, target_text="6.000 orang")
    plan = a_plan(title=NASTY, indicator=indicator)
    item = change_to(None, Item(plan, fold(MARKS)), NOON, RULES).after
    action = change_to(None, Item(a_plan(item_id="A-1", kind=Kind.ACTION)), NOON, RULES).after
    changed = change_to(None, Item(plan), NOON, RULES).status_changed
    assert isinstance(changed, StatusChanged)
    evidence = EvidenceAdded(
        item_id=item.item_id,
        region="kukar",
        agency="DINKES",
        report_id="r-3",
        sha256="ab" * 32,
        size=1234,
        media_type="image/jpeg",
        name="foto.jpg",
        added_at=datetime(2026, 6, 14, 20, 30, tzinfo=UTC),
        added_by="uji.pptk",
    )
    return PackFacts(
        index=an_index(),
        as_of=NOON,
        items=[PackItem(action, 0.0, None, False), PackItem(item, 8.0, MARKS[1], True)],
        evidence=[evidence],
        history=[changed],
        minutes=[some_decision()],
        cut=["bukti"],
        versions=Versions(RULES.version, "bukti-1"),
    )


def some_decision() -> Decision:
    subject = Subject("kukar", "Asia/Makassar", "DINKES", "Layanan", "A-1")
    wording = Wording("Ulangi", "DINKES", date(2026, 7, 1), date(2026, 6, 1), "005/RSC")
    made = DecisionAct(DecisionAction.DECIDED, "uji.pptk", NOON)
    file = MinutesFile(
        sha256="cd" * 32, size=9, media_type="application/pdf", name="r.pdf", scanned=True
    )
    return Decision("k-1", subject, wording, (made,), file)


def unpacked(content: bytes) -> Mapping[str, bytes]:
    with ZipFile(io.BytesIO(content)) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


def rows(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))


def test_every_file_is_in_the_manifest_with_its_hash() -> None:
    files = unpacked(packed(some_facts(), PAPER))
    told: dict[str, Any] = json.loads(files[MANIFEST])
    assert {one["name"] for one in told["files"]} == files.keys() - {MANIFEST}
    for one in told["files"]:
        assert one["sha256"] == sha256(files[one["name"]]).hexdigest()
        assert one["bytes"] == len(files[one["name"]])
    assert told["rows"] == {
        "indeks": 8,
        "baseline": 2,
        "quick-win": 1,
        "bukti": 1,
        "riwayat-status": 1,
        "risalah": 1,
    }
    assert told["cut"] == ["bukti"]
    assert files[PDF] == PAPER
    assert told["missing"] == []
    assert told["versions"]["index_scores"] == "nilai-uji-1"
    assert told["as_of"] == "2026-06-15T04:00:00+00:00"


def test_without_a_pdf_the_pack_is_made_and_says_why_and_what_helps() -> None:
    files = unpacked(packed(some_facts(), Text("Pasang pustakanya.", "Install the library.")))
    told: dict[str, Any] = json.loads(files[MANIFEST])
    assert PDF not in files
    assert PDF not in {one["name"] for one in told["files"]}
    why = {"name": PDF, "id": "Pasang pustakanya.", "en": "Install the library."}
    assert told["missing"] == [why]


def test_the_same_facts_give_the_same_bytes_and_another_instant_others() -> None:
    facts = some_facts()
    assert packed(facts, PAPER) == packed(some_facts(), PAPER)
    for content in (packed(facts, PAPER), unpacked(packed(facts, PAPER))[WORKBOOK]):
        with ZipFile(io.BytesIO(content)) as zipped:
            assert {one.date_time[0] for one in zipped.infolist()} == {1980}
    later = unpacked(packed(replace(facts, as_of=NOON + timedelta(minutes=1)), PAPER))
    before = unpacked(packed(facts, PAPER))
    differing = {name for name, content in before.items() if later[name] != content}
    assert differing == {MANIFEST, WORKBOOK}, "the workbook has the instant that it was made"


def test_baselines_are_the_first_reports() -> None:
    none, first = rows(unpacked(packed(some_facts(), PAPER)), "baseline.csv")
    assert (none["Kode"], none["Laporan pertama per"]) == ("A-1", "")
    assert first["Laporan pertama per"] == "2026-01-31"
    assert (first["Fisik pertama (%)"], first["Fisik terakhir (%)"]) == ("5", "40")
    assert (first["Indikator"], first["Target"]) == ("Peserta", "6.000 orang")
    assert first["Kode laporan pertama"] == "r-1"


def test_quick_wins_tell_reported_from_signed_and_what_lacks_evidence() -> None:
    (one,) = rows(unpacked(packed(some_facts(), PAPER)), "quick-win.csv")
    assert (one["Dilaporkan (%)"], one["Ditandatangani (%)"]) == ("40", "8.0")
    assert one["Bukti yang diminta"] == "belum ada"
    assert one["Judul"] == f"'{NASTY}"


def test_the_index_says_what_it_lacks_and_what_is_proven() -> None:
    sheet = {
        one["Bagian"]: one for one in rows(unpacked(packed(some_facts(), PAPER)), "indeks.csv")
    }
    assert sheet["Nilai outcome"]["Diklaim"] == "3.23"
    assert sheet["Nilai impact"]["Sumber atau catatan"] == "belum ada nilai"
    of_2022 = sheet["Indeks, bobot Kominfo 2022"]
    assert (of_2022["Diklaim"], of_2022["Terbukti"]) == ("", "")
    assert (
        "belum ada nilai: baseline, output, outcome, impact, quick_win"
        in (of_2022["Sumber atau catatan"])
    )
    assert sheet["Cakupan bukti"]["Terbukti"] == "50.0"
    assert "Jangan dipakai dulu" in sheet["Cakupan bukti"]["Sumber atau catatan"]


def test_evidence_has_its_hash_and_no_person_and_times_are_the_regions() -> None:
    files = unpacked(packed(some_facts(), PAPER))
    (one,) = rows(files, "bukti.csv")
    assert one["SHA-256"] == "ab" * 32
    assert one["Ditambahkan"] == "2026-06-15T04:30:00+08:00"
    (minutes,) = rows(files, "risalah.csv")
    assert (minutes["SHA-256"], minutes["Rapat"]) == ("cd" * 32, "2026-06-01")
    (change,) = rows(files, "riwayat-status.csv")
    assert (change["Dari"], change["Menjadi"]) == ("", "Kritis")
    for name, text in files.items():
        if name != WORKBOOK:
            assert b"uji.pptk" not in text


def test_the_workbook_has_the_same_rows_and_no_formula() -> None:
    files = unpacked(packed(some_facts(), PAPER))
    book = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK]))
    names = ["indeks", "baseline", "quick-win", "bukti", "riwayat-status", "risalah"]
    assert book.sheetnames == names
    for sheet in book:
        written = list(sheet.iter_rows(values_only=True))
        assert len(written) - 1 == len(rows(files, f"{sheet.title}.csv"))
        assert [str(one) for one in written[0]] == list(rows(files, f"{sheet.title}.csv")[0])
    title = book["quick-win"]["B2"]
    assert (title.value, title.data_type) == (NASTY, "s")
    assert book["bukti"]["G2"].value == datetime(2026, 6, 15, 4, 30)  # noqa: DTZ001
    assert book["quick-win"]["F2"].is_date


def test_the_first_report_is_the_first_that_counts() -> None:
    recorded = [(mark, ReviewStep.RECORDED) for mark in MARKS[:2]]
    signed = (MARKS[2], ReviewStep.SIGNED)
    assert first_counting([*recorded, signed], ReviewStep.RECORDED) == MARKS[1]
    assert first_counting([*recorded, signed], ReviewStep.VERIFIED) == MARKS[2]
    assert first_counting(recorded, ReviewStep.SIGNED) is None
    right = a_mark(7, date(2026, 3, 31), report_id="r-4")._replace(corrected="r-1")
    corrected = [*recorded, (right, ReviewStep.RECORDED)]
    assert first_counting(corrected, ReviewStep.RECORDED) == MARKS[0]


def test_every_status_has_a_word_in_the_pack() -> None:
    facts = some_facts()
    changes = [facts.history[0].model_copy(update={"to_status": status}) for status in Status]
    table = rows(unpacked(packed(replace(facts, history=changes), PAPER)), "riwayat-status.csv")
    assert len({one["Menjadi"] for one in table}) == len(Status)
