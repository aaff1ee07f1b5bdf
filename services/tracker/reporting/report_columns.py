"""The columns of a sheet of reports, and those that people named. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from chassis.sheets.columns import Column, Table
from chassis.sheets.header_row import Header
from chassis.sheets.key import header_key
from chassis.sheets.refused_workbook import REASON
from contracts.account import Account
from tracker.reporting.column_meaning import ColumnMeaning

REPORTS = Table.of(
    "Laporan",
    Column(
        "item_id", "Kode", ("kode rencana aksi", "kode kegiatan", "id"), True, identifies=True
    ),
    Column(
        "as_of",
        "Per Tanggal",
        ("tanggal", "keadaan per", "posisi per", "as of", "tgl", "bulan", "periode"),
        True,
        identifies=True,
    ),
    Column(
        "physical_percent",
        "Fisik (%)",
        (
            "realisasi fisik", "realisasi fisik kumulatif", "progres fisik", "prosentase fisik",
            "persentase fisik", "akumulasi prosentase fisik", "akumulasi persentase fisik",
        ),
        True,
        amount=True,
    ),
    Column(
        "budget_realised",
        "Realisasi Keuangan (Rp)",
        (
            "realisasi keuangan", "realisasi anggaran", "realisasi", "akumulasi keuangan",
            "akumulasi realisasi keuangan",
        ),
        amount=True,
    ),
    Column("note", "Keterangan", ("ket", "catatan")),
    Column(
        "obstacle",
        "Kendala",
        ("hambatan", "permasalahan", "kendala yang dihadapi", "kendala yg dihadapi"),
    ),
    Column("follow_up", "Tindak Lanjut", ("rencana tindak lanjut", "solusi")),
    Column("obstacle_category", "Kategori Kendala", ("jenis kendala", "kelompok kendala")),
    Column(
        "people_reached",
        "Penerima Manfaat (orang)",
        ("penerima manfaat", "jumlah penerima"),
        amount=True,
    ),
    Column("corrects", "Mengoreksi Laporan", ("nomor laporan yang dikoreksi",)),
)  # fmt: skip
TITLE, LAST_DAY = "Nama Rencana Aksi", "Laporan Terakhir"
LAST_PERCENT, LAST_MONEY = "Fisik Terakhir (%)", "Realisasi Terakhir (Rp)"
BESIDE = frozenset(map(header_key, (TITLE, LAST_DAY, LAST_PERCENT, LAST_MONEY, REASON, "No")))
"""Headers of columns that stand beside a report for its reader, and are none of it."""
LAST = frozenset(map(header_key, (LAST_DAY, LAST_PERCENT, LAST_MONEY)))
"""Those that no sheet has but the workbook that is offered."""
ROWS_MOST = 10_000


def called(names: Mapping[str, str]) -> Table:
    """The table with the headers that people named, by `header_key`."""
    return replace(REPORTS.called(names), meaning=ColumnMeaning(named_in(names)))


def named_in(names: Mapping[str, str]) -> frozenset[str]:
    """The headers that mean what people said, by `header_key`."""
    own = REPORTS.fields
    return frozenset(key for key, name in names.items() if own.get(key) in {None, name})


def group_of(by: Account) -> str:
    """Who shares the words of their files: an agency, else a region."""
    return f"agency/{by.agency}" if by.agency else f"region/{by.region or ''}"


def is_prefilled(header: Header) -> bool:
    """Whether it is that of the workbook that is offered: its rows are items, whatever their codes
    look like.
    """
    return any(not LAST.isdisjoint(place.keys) for place in header.unknown)
