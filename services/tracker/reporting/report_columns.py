"""The columns of a sheet of reports, and which of several that say a field counts. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from chassis.sheets.columns import Column, Table
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.key import header_key
from chassis.sheets.refused_workbook import REASON
from contracts.account import Account

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
ROWS_MOST = 10_000
PERCENT = re.compile(r"%|\bpersen|\bpersentase|\bprosentase|\bpercent", re.IGNORECASE)
MONEY = re.compile(r"\((?:[^()]*\b)?(?:anggaran|rp|rupiah|keuangan)\b[^()]*\)", re.IGNORECASE)
UP_TO = re.compile(r"akumulasi|kumulatif|\bs\s*[./]\s*d\b|sampai dengan", re.IGNORECASE)
BROAD = frozenset(map(header_key, ("bulan", "periode")))
"""Headers of columns that may hold a month."""


def is_percent(place: ColumnPlace) -> bool:
    """Whether a header says that its numbers are percentages."""
    return bool(PERCENT.search(place.wording))


def settled(header: Header) -> Header:
    """The header with the right column for each field: physical progress in money is none in
    percent; of money, rupiah come before percent of the budget; a figure up to the month before the
    month's own, since reports are cumulative; and a day before a month.
    """
    offers: dict[str, list[ColumnPlace]] = {name: [at] for name, at in header.places.items()}
    for name, place in header.again:
        offers[name].append(place)
    unknown = list(header.unknown)
    places: dict[str, ColumnPlace] = {}
    again: list[tuple[str, ColumnPlace]] = []
    for name, all_ in offers.items():
        fitting = [one for one in all_ if name != "physical_percent" or not _is_money(one)]
        unknown += [one for one in all_ if one not in fitting]
        if fitting:
            best = min(fitting, key=lambda one: _rank(name, one))
            places[name] = best
            again += [(name, one) for one in fitting if one is not best]
    return replace(header, places=places, again=tuple(again), unknown=tuple(unknown))


def _is_money(place: ColumnPlace) -> bool:
    return bool(MONEY.search(place.wording))


def _rank(field: str, place: ColumnPlace) -> tuple[bool, bool, int]:
    """The lower, the better."""
    if field == "as_of":
        return False, not BROAD.isdisjoint(place.keys), place.column
    if field not in {"budget_realised", "physical_percent"}:
        return False, False, place.column
    in_percent = field == "budget_realised" and is_percent(place)
    return in_percent, not UP_TO.search(place.wording), place.column


def called(names: Mapping[str, str]) -> Table:
    """The table with the headers that people named, by `header_key`."""
    return REPORTS.called(names)


def group_of(by: Account) -> str:
    """Who shares the words of their files: an agency, else a region."""
    return f"agency/{by.agency}" if by.agency else f"region/{by.region or ''}"
