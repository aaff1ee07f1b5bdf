import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.sheets.delimited import read_rows
from chassis.sheets.limits import Limits
from chassis.sheets.refusal import FileRefused
from tests.unit.chassis.sheets.files import delimited

ROWS = [
    ["Kode", "Nama", "Pagu"],
    ["RA-1", "Desa digital, Sanga-Sanga", "1.250.000,50"],
    ["RA-2", 'Pasar "Tangga Arung"; tahap II', "0"],
    ["RA-3", "Dua\nbaris | satu sel", ""],
]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_delimiter_and_encoding_gives_the_same_cells(delimiter: str, encoding: str) -> None:
    assert read_rows(delimited(ROWS, delimiter, encoding)) == ROWS


def test_titles_above_and_ragged_rows_do_not_hide_the_delimiter() -> None:
    data = (
        b"RENCANA AKSI, KUTAI KARTANEGARA, 2026\n\nKode;Nama\nRA-1;Desa, kota, kampung\nRA-2;Satu\n"
    )

    rows = read_rows(data)

    assert rows[2:] == [["Kode", "Nama"], ["RA-1", "Desa, kota, kampung"], ["RA-2", "Satu"]]


def test_excels_own_first_line_says_the_delimiter_and_keeps_its_row() -> None:
    rows = read_rows(b"sep=|\r\nKode|Nama\r\nRA-1|a;b;c\r\n")

    assert rows == [[], ["Kode", "Nama"], ["RA-1", "a;b;c"]]


def test_windows_letters_are_read_where_the_text_is_no_utf_8() -> None:
    assert read_rows("Kafé;Rp\u00a05".encode("cp1252")) == [["Kafé", "Rp\u00a05"]]


def test_reading_ends_one_row_past_the_most() -> None:
    assert len(read_rows(b"a;b\n" * 50, Limits(rows=10))) == 11


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.7\n\0\0",
        b"\xff\xfe\x00",
        b"\x81\x8d\x8f\x90",
    ],
)
def test_bytes_that_are_no_text_or_no_table_are_refused(data: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        read_rows(data)

    assert [fault.code for fault in refused.value.faults] == ["not-a-workbook"]


def test_a_cell_longer_than_a_spreadsheet_keeps_is_refused_with_its_row() -> None:
    for long in (b"x" * 32_768, b'"' + b"x" * 300_000):
        with pytest.raises(FileRefused) as refused:
            read_rows(b"Kode;Nama\n\nRA-1;" + long)

        (fault,) = refused.value.faults
        assert fault.code == "cell-too-long"
        assert "baris 3," in fault.message.indonesian
        assert "32767" in fault.message.english


def test_cells_are_counted_while_they_are_read() -> None:
    limits = Limits(cells=100)
    assert len(read_rows(b"a;b\n" * 50, limits)) == 50

    with pytest.raises(FileRefused, match="too-many-cells"):
        read_rows(b"a;b\n" * 51, limits)


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_rows_or_a_refusal(data: bytes) -> None:
    try:
        read_rows(data)
    except FileRefused as refused:
        known = {"not-a-workbook", "quote-not-closed", "letters-unreadable"}
        assert refused.faults[0].code in known  # noqa: PT017 - either is right


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_lines_that_are_quoted_as_a_whole_are_read_by_their_inner_line(delimiter: str) -> None:
    lines = delimited(ROWS[:3], delimiter, "utf-8").decode().splitlines()
    wrapped = [line.replace('"', '""') for line in lines]
    all_of_them = "\r\n".join(f'"{line}"' for line in wrapped)
    assert read_rows(all_of_them.encode()) == ROWS[:3]
    with_quotes = [f'"{line}"' if '""' in line else line for line in wrapped]
    assert read_rows("\r\n".join(with_quotes).encode()) == ROWS[:3]


def test_a_title_with_commas_is_no_quoted_line() -> None:
    rows = read_rows(b'"Rencana, 2027"\nKode,Nama,Pagu\nA,b,1\nB,c,2\n')
    assert rows[0] == ["Rencana, 2027"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Kode;Nama\nA-1;"Desa\nA-2;Kota\n', 2),
        ('Kode;Nama\nA-1;Desa\nA-2;"Kota', 3),
        ('Kode;Nama\nA-1;"Desa\nA-2;"Kota"\nA-3;Satu\n', 2),
    ],
)
def test_a_quote_that_is_not_closed_is_refused_by_its_line(text: str, row: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read_rows(text.encode())
    (fault,) = refused.value.faults
    assert fault.code == "quote-not-closed"
    assert f"baris {row} " in fault.message.indonesian


def test_a_quote_within_a_cell_of_one_line_is_a_letter() -> None:
    rows = [["Kode", "Nama"], ["A-1", 'Layar 15"'], ["A-2", 'Layar 17" baru']]
    assert read_rows(b'Kode;Nama\nA-1;Layar 15"\nA-2;Layar 17" baru\n') == rows


def test_some_letters_of_no_encoding_are_refused_by_their_line() -> None:
    with pytest.raises(FileRefused) as refused:
        read_rows(b"Kode;Nama\nA-1;Desa digital \x96 satu\nA-2;Kota cerdas \x81\x8d\n")
    (fault,) = refused.value.faults
    assert fault.code == "letters-unreadable"
    assert "baris 3 " in fault.message.indonesian
