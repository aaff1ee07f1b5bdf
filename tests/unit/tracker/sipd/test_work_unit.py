"""Which unit of an agency an export is of."""

import pytest
from openpyxl import Workbook

from tests.unit.tracker.sipd.exports import (
    ORGANISATION,
    ORGANISATION_NAME,
    REALISATION_TITLES,
    realised_rows,
    saved,
    write_realisation,
)
from tracker.sipd.title import title_facts
from tracker.sipd.work_unit import work_unit_in, work_unit_key
from tracker.sipd.workbook import read_sipd

UNIT = ORGANISATION.removesuffix("0000") + "0003"


@pytest.mark.parametrize(
    ("lines", "agency", "unit"),
    [
        (["LAPORAN REALISASI ANGGARAN DINAS TAMAN TAHUN ANGGARAN 2031"], "DINAS TAMAN", ""),
        (["Unit Organisasi : 3.27.2.11.0.00.01.0003 UPTD Kebun Bibit"], "", "UPTD KEBUN BIBIT"),
        (["Unit Organisasi : 3.27.2.11.0.00.01.0000 - Dinas Taman"], "Dinas Taman", ""),
        (["SKPD : Dinas Taman", "Sub Unit: Dinas  Taman"], "Dinas Taman", ""),
        (["Unit Kerja: Bagian Umum"], "SEKRETARIAT DAERAH", "BAGIAN UMUM"),
        (["LRA BAGIAN UMUM SEKRETARIAT DAERAH TAHUN ANGGARAN 2031"], "", "BAGIAN UMUM"),
        (["REALISASI UPTD KEBUN BIBIT S.D. JULI 2031"], "", "UPTD KEBUN BIBIT"),
        (["REALISASI UPTD KEBUN BIBIT TAHUN ANGGARAN 2031"], "", "UPTD KEBUN BIBIT"),
        (["PUSKESMAS KOTA BANGUN, BULAN JULI"], "", "PUSKESMAS KOTA BANGUN"),
        (
            ["KECAMATAN TENGGARONG", "KELURAHAN LOA IPUH"],
            "KECAMATAN TENGGARONG",
            "KELURAHAN LOA IPUH",
        ),
        (["SEBAGAI BAGIAN DARI LAPORAN"], "", ""),
        (["KELURAHAN LOA IPUH"], "KELURAHAN LOA IPUH", ""),
        ([], "", ""),
    ],
)
def test_titles_name_the_unit(lines: list[str], agency: str, unit: str) -> None:
    assert work_unit_in(lines, agency) == unit


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("Unit Organisasi : UPTD Kebun Bibit", "UPTD KEBUN BIBIT"),
        ("Unit Organisasi : Dinas Perkebunan dan Taman", ""),
        ("SKPD : 3.27.2.11.0.00.01.0000 Dinas Perkebunan dan Taman", ""),
    ],
)
def test_a_label_names_the_unit_or_the_agency(line: str, unit: str) -> None:
    assert title_facts(["KAB. CONTOH RAYA", line, "TAHUN ANGGARAN 2031"]).work_unit == unit


def export(*units: tuple[str, str]) -> bytes:
    book = Workbook()
    rows = realised_rows((900, 0), (400, 0))
    above, below, total = rows[:3], rows[3:-1], rows[-1:]
    for code, name in units:
        own = [([code if one == ORGANISATION else one for one in c], n, a) for c, n, a in below]
        above += [(["3.27", code], name, below[0][2]), *own]
    write_realisation(book.active, [*above, *total], REALISATION_TITLES)
    return saved(book)


@pytest.mark.parametrize(
    ("units", "found"),
    [
        ([(UNIT, "UPTD Kebun Bibit")], "UPTD KEBUN BIBIT"),
        ([(ORGANISATION, ORGANISATION_NAME)], ""),
        ([(ORGANISATION, ORGANISATION_NAME), (UNIT, "UPTD Kebun Bibit")], ""),
    ],
)
def test_rows_name_the_unit_when_all_stand_below_one(
    units: list[tuple[str, str]], found: str
) -> None:
    (sheet,) = read_sipd(export(*units)).sheets
    assert sheet.work_unit == found


def test_a_units_name_is_one_however_it_is_typed() -> None:
    assert work_unit_key("  Uptd  kebun Bibit. ") == "UPTD KEBUN BIBIT"
    assert work_unit_key("-") == ""
    assert len(work_unit_key("u" * 300)) == 100
