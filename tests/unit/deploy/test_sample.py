"""The sample's plan: from published pages, and it imports clean."""

import io
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from contracts.words import Pillar
from deploy.sample.__main__ import main
from deploy.sample.plan import agencies, entries
from deploy.sample.sources import DATA, additions, aliases, offices, programs
from deploy.sample.workbook import write_plan
from planner.publishing.snapshots import item_event
from planner.regions.region import read_regions
from tests.flow.spoiled import SPOILED, spoiled
from tests.unit.planner.workbook.workbooks import Kept, counts

COMMITTED = DATA.parent / "rencana-aksi-kukar.xlsx"
TODAY = date(2026, 11, 24)
DAYS = [TODAY, date(2027, 1, 1), date(2027, 2, 28), date(2028, 2, 29), date(2027, 7, 11)]
any_day = pytest.mark.parametrize("today", DAYS, ids=str)


def built(today: date, folder: Path) -> bytes:
    path = folder / "plan.xlsx"
    write_plan(today, path)
    return path.read_bytes()


def rows_of(workbook: bytes, sheet: str) -> list[list[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(workbook))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def committed_day() -> date:
    """The day that the committed workbook was made for; it says so in its properties."""
    with zipfile.ZipFile(COMMITTED) as archive:
        core = archive.read("docProps/core.xml").decode()
    found = re.search(r"<dcterms:created[^>]*>(\d{4}-\d\d-\d\d)T", core)
    assert found
    return date.fromisoformat(found[1])


# The workbook


def test_the_committed_workbook_imports_without_an_error_and_a_second_time_changes_nothing() -> (
    None
):
    kept, data = Kept(), COMMITTED.read_bytes()
    first = kept.take(data).body("id")
    assert first["items"] == {"accepted": 119, "changed": 0, "unchanged": 0, "refused": 0}
    assert first["agencies"] == {"accepted": 66, "changed": 0, "unchanged": 0, "refused": 0}
    assert counts(kept.judge(data)) == (0, 0, 119 + 66, 0)


def test_a_copy_with_fifteen_spoiled_cells_is_refused_for_exactly_those() -> None:
    copy, cells = spoiled(COMMITTED.read_bytes())
    body = Kept().judge(copy).body("id")
    assert len(SPOILED) == len(cells) == 15
    assert sorted(error["cell"] for error in body["errors"]) == sorted(cells)
    assert body["items"]["refused"] == 15


def test_what_is_no_item_is_said_and_not_read() -> None:
    notes = Kept().judge(COMMITTED.read_bytes()).body("id")["notes"]
    kinds = Counter(note["code"] for note in notes)
    assert kinds["subtotal"] == len(Pillar) + 1
    assert kinds["column-numbers"] == 1
    assert kinds["signature"] >= 3
    assert not {"column-ignored", "sheet-ignored", "remark"} & kinds.keys()


def test_the_committed_workbook_is_what_the_code_builds_for_its_day(tmp_path: Path) -> None:
    assert built(committed_day(), tmp_path) == COMMITTED.read_bytes(), "run: make sample"


@any_day
def test_what_the_planner_reads_is_the_plan_that_was_meant(today: date, tmp_path: Path) -> None:
    kept = Kept()
    kept.take(built(today, tmp_path))
    regions = read_regions()
    for entry in entries(today):
        assert item_event(kept.items[entry.item.item_id], regions) == entry.item
    for agency in agencies():
        read_agency = kept.agencies[agency.agency].draft
        assert {(c.role, c.email) for c in read_agency.contacts} == {
            (c.role, c.email) for c in agency.contacts
        }


def test_the_workbook_says_under_its_title_and_row_by_row_what_is_illustrative() -> None:
    rows = rows_of(COMMITTED.read_bytes(), "Rencana Aksi")
    assert "ilustratif" in str(rows[2][0])
    assert "ilustratif" in str(rows[3][0])
    remarks = {row[0]: row[-1] for row in rows if str(row[0]).startswith("KKR-")}
    for code, program in programs().items():
        remark = remarks[code]
        assert program.source in remark
        assert ("Pagu ilustratif" in remark) == (program.budget is None)
        assert ("Target ilustratif" in remark) == (not additions()[code].target_published)
        assert "Jadwal ilustratif" in remark


# Where it comes from


def test_every_program_names_its_source_and_none_is_invented() -> None:
    assert programs().keys() == additions().keys()
    for program in programs().values():
        assert program.source
        assert program.title
    own = [p for p in programs().values() if p.region == "Kutai Kartanegara"]
    assert len(own) > len(programs()) * 0.8


def test_a_figure_that_is_called_published_stands_in_the_source() -> None:
    for code, addition in additions().items():
        if addition.target_published:
            assert programs()[code].target, code


def test_the_press_names_of_owners_lead_to_agencies_of_kukar() -> None:
    assert {alias.agency for alias in aliases().values()} <= offices().keys()
    named = {agency.agency for agency in agencies()}
    for entry in entries(TODAY):
        assert {entry.item.agency, *entry.item.supporting_agencies} <= named
    printed = {entry.printed_agency for entry in entries(TODAY)}
    assert {"Disdukcapil", "Bagian Kesejahteraan Rakyat Setkab", "RSUD AM Parikesit"} <= printed


def test_an_owner_outside_is_a_partner_and_an_agency_of_kukar_answers() -> None:
    items = {entry.item.item_id: entry.item for entry in entries(TODAY)}
    outside = [code for code, p in programs().items() if p.agency.startswith("Kementerian")]
    assert outside
    for code in outside:
        assert items[code].agency == "DISKOMINFO"
        assert programs()[code].agency in {partner.name for partner in items[code].partners}


def test_nobody_can_get_a_mail_by_the_sample() -> None:
    addresses = [contact.email for agency in agencies() for contact in agency.contacts]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".kukar.example") for address in addresses)


def test_nothing_of_the_sample_lies_outside_the_repository() -> None:
    for path in [*DATA.parent.glob("*.py"), *DATA.glob("*")]:
        assert not re.search(r"/work\b|\.\./shared|/tmp/", path.read_text(encoding="utf-8")), path


# The command


@pytest.mark.parametrize("what", ["plan", "reports"])
def test_the_command_writes_the_same_file_each_time_and_says_how_much(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = []
    for name in ("one.xlsx", "two.xlsx"):
        path = tmp_path / name
        assert main([what, "--today", "2026-11-24", "--out", str(path)]) == 0
        assert re.search(rf"{name}: \d+ ", capsys.readouterr().out)
        made.append(path.read_bytes())
    assert made[0] == made[1]
