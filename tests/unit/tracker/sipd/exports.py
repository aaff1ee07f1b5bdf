"""Writes workbooks like SIPD's exports, with their traps and invented figures."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

MONTH_NAMES = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus"),
    *("September", "Oktober", "November", "Desember"),
)
CASH_PLAN_TITLE = "RENCANA ANGGARAN KAS KAB. CONTOH RAYA APBD TAHUN 2031 DINAS PERKEBUNAN DAN TAMAN"
REALISATION_TITLES = (
    "KAB. CONTOH RAYA",
    "REKAPITULASI BELANJA DAERAH MENURUT PROGRAM DAN KEGIATAN",
    "SERTA SUB KEGIATAN DAN REKENINGNYA",
    "TAHUN ANGGARAN 2031",
)
CASH_PLAN_HEADER = ("Kode Rekening", "Uraian", "Anggaran Tahun Ini", "Total RAK", *MONTH_NAMES)
FIRST_ROW = 4
"""The first row below the header of a cash plan."""
FIRST_REALISED = 10
ORGANISATION = "3.27.2.11.0.00.01.0000"
ORGANISATION_NAME = "Dinas Perkebunan dan Taman"
PATH = (
    ("3", "URUSAN PEMERINTAHAN PILIHAN"),
    ("3.27", "URUSAN PEMERINTAHAN BIDANG PERTANIAN"),
    (ORGANISATION, ORGANISATION_NAME),
    (ORGANISATION, ORGANISATION_NAME),
)


@dataclass(slots=True)
class Node:
    """A row of the hierarchy: the money of a leaf by month, or the rows below it."""

    code: str
    name: str
    months: list[int] = field(default_factory=list)
    below: list["Node"] = field(default_factory=list)

    def total(self) -> list[int]:
        """The money by month, added up from the leaves."""
        if not self.below:
            return self.months
        return [sum(month) for month in zip(*(node.total() for node in self.below), strict=True)]

    def rows(self) -> list["Node"]:
        """This row and those below it, as in a sheet."""
        return [self, *(row for node in self.below for row in node.rows())]


def tree(*programs: Node) -> Node:
    """The programs below an urusan, a bidang, an organisasi and its unit."""
    below = list(programs)
    for code, name in reversed(PATH):
        below = [Node(code, name, below=below)]
    return below[0]


def small_tree(months: Sequence[Sequence[int]] = ()) -> Node:
    """One program with two activities and three accounts."""
    a, b, c = months or ([100_000] * 12, [25_500] * 12, [0, 7_000] * 6)
    first = Node(
        "3.27.02.2.01.0001",
        "Penanaman Pohon Pelindung",
        below=[
            Node(
                "5.1.02",
                "Belanja Barang dan Jasa",
                below=[
                    Node("5.1.02.01.001.00093", "Bibit Pohon", list(a)),
                    Node("5.1.02.02.001.00088", "Jasa Penanam", list(b)),
                ],
            )
        ],
    )
    second = Node(
        "3.27.02.2.01.0004",
        "Pembibitan Tanaman Hias",
        below=[Node("5.2.02.05.001.00004", "Modal Alat Kantor Lainnya", list(c))],
    )
    activity = Node("3.27.02.2.01", "Pengelolaan Taman Kota", below=[first, second])
    return tree(Node("3.27.02", "PROGRAM PENGELOLAAN TAMAN", below=[activity]))


def cash_plan_rows(root: Node) -> list[list[Any]]:
    """Code, name, budget, total of the year and the months of each row."""
    return [
        [row.code, row.name, sum(row.total()), sum(row.total()), *row.total()]
        for row in root.rows()
    ]


def write_cash_plan(
    sheet: Worksheet, rows: Sequence[Sequence[Any]], header: Sequence[str] = CASH_PLAN_HEADER
) -> None:
    """Title, header and rows; the first row is `FIRST_ROW`."""
    sheet.append([CASH_PLAN_TITLE])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(header))
    sheet.append([""] * 5)
    for cells in (header, *rows):
        sheet.append(list(cells))


def cash_plan(rows: Sequence[Sequence[Any]], header: Sequence[str] = CASH_PLAN_HEADER) -> Workbook:
    """A workbook of one cash plan."""
    book = Workbook()
    sheet = book.active
    sheet.title = "RAK Belanja"
    write_cash_plan(sheet, rows, header)
    return book


def total_row(root: Node) -> list[Any]:
    """The row of totals of a cash plan."""
    months = root.total()
    return ["JUMLAH", "", sum(months), sum(months), *months]


def write_realisation(
    sheet: Worksheet,
    rows: Sequence[tuple[Sequence[str | None], str, Mapping[str, Any]]],
    titles: Sequence[str] = REALISATION_TITLES,
) -> None:
    """Titles, three merged header rows, column numbers, and rows of codes, name and cells.

    The cells are by column: F and G are budget and realisation of operasi, H and I of modal.
    """
    for row, title in enumerate(titles, 1):
        sheet.cell(row, 1, title)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=13)
    for address, text in {
        "A6": "Kode",
        "E6": "Uraian Program, Kegiatan dan Sub Kegiatan",
        "F6": "Kelompok Belanja",
        "F7": "Operasi",
        "H7": "Modal",
        "J7": "Tak Terduga",
        "L7": "Transfer",
        "A9": "1",
    }.items():
        sheet[address] = text
    for column in range(6, 14):
        sheet.cell(8, column, "Realisasi" if column % 2 else "Anggaran")
    for number, column in enumerate(range(5, 14), 2):
        sheet.cell(9, column, str(number))
    for merge in ("A6:D8", "E6:E8", "F6:M6", "F7:G7", "H7:I7", "J7:K7", "L7:M7", "A9:D9"):
        sheet.merge_cells(merge)
    for row, (codes, name, amounts) in enumerate(rows, FIRST_REALISED):
        for column, code in enumerate(codes, 1):
            sheet.cell(row, column, code)
        sheet.cell(row, 5, name)
        for letters in "FGHIJKLM":
            sheet[f"{letters}{row}"] = amounts.get(letters, "0,00")


def realised_rows(budgets: tuple[int, int], realised: tuple[int, int]) -> list[Any]:
    """A realisation of two accounts, one of them modal, with the row of totals."""
    (b1, b2), (r1, r2) = budgets, realised
    both = {"F": b1, "G": r1, "H": written(b2), "I": written(r2)}
    sub = ("3.27", ORGANISATION, "3.27.02.2.01.0001")
    return [
        (["3"], PATH[0][1], both),
        (["3.27"], PATH[1][1], both),
        (["3.27", ORGANISATION], ORGANISATION_NAME, both),
        (["3.27", ORGANISATION, "3.27.02"], "PROGRAM PENGELOLAAN TAMAN", both),
        (["3.27", ORGANISATION, "3.27.02.2.01"], "Pengelolaan Taman Kota", both),
        (list(sub), "Penanaman Pohon Pelindung", both),
        ([*sub, "5.1.02.01.001.00093"], "Bibit Pohon", {"F": b1, "G": r1}),
        ([*sub, "5.2.02.05.001.00004"], "Modal Alat", {"H": b2, "I": written(r2)}),
        ([], "Jumlah", both),
    ]


def written(amount: int) -> str:
    """The amount as SIPD writes it: 1.234.500,00."""
    return f"{amount:,}".replace(",", ".") + ",00"


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
