"""Sheets of accounts as people write them: what each row would become, and why it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.sheets.limits import DEFAULT
from chassis.sheets.refusal import FileRefused
from contracts.account import Account, Role
from planner.account_sheets.account_file import ACCOUNTS_MOST, AccountFile, read_accounts
from planner.account_sheets.judging import JudgedAccounts, judge
from planner.account_sheets.sender import Sender
from planner.accounts.account import NewAccount, StoredAccount
from planner.agencies.agency import Draft
from planner.agencies.stored import StoredAgency
from planner.regions.region import Region
from planner.workbook.outcome import Verdict
from planner.workbook.refused_rows import write_refused_of
from tests.unit.planner.workbook.workbooks import csv_of, ods, xls, xlsx

REGIONS = {
    "kukar": Region("kukar", "Kabupaten Kutai Kartanegara", "Asia/Makassar"),
    "garut": Region("garut", "Kabupaten Garut", "Asia/Jakarta"),
}
AGENCIES = [
    StoredAgency(Draft(agency=code, name=name, aliases=aliases), region, 1)
    for code, name, aliases, region in (
        ("DINKES", "Dinas Kesehatan", ("Dinkes Kukar",), "kukar"),
        ("DISHUB", "Dinas Perhubungan", (), "kukar"),
        ("DISPAR", "Dinas Pariwisata, Pemuda dan Olahraga", (), "kukar"),
        ("GRT-DINKES", "Dinas Kesehatan Garut", (), "garut"),
    )
]
ADMIN = Account(username="admin", role=Role.ADMIN)
OF_KUKAR = Account(username="admin.kukar", role=Role.ADMIN, region="kukar")
HEAD = Account(username="kadis", role=Role.HEAD, region="kukar", agency="DINKES")
HEADERS = ["Nama pengguna", "Peran", "Perangkat daerah", "Juga bertindak untuk (Plt.)", "Wilayah"]
Cells = list[Any]


def read(*rows: Cells, by: Account = ADMIN, headers: Cells = HEADERS) -> AccountFile:
    return read_of(xlsx({"Akun": [headers, *rows]}), by)


def read_of(data: bytes, by: Account = ADMIN) -> AccountFile:
    names = {code: region.name for code, region in REGIONS.items()}
    here = [one for one in AGENCIES if by.region in {None, one.region}]
    return read_accounts(data, DEFAULT, Sender(by, names, here))


def judged(
    *rows: Cells, by: Account = ADMIN, stored: Mapping[str, StoredAccount] | None = None
) -> JudgedAccounts:
    return judge(read(*rows, by=by), stored or {}, by=by, regions=REGIONS)


def only(*cells: Any, by: Account = ADMIN) -> NewAccount:
    """The account of a single row that is accepted."""
    result = judged(list(cells), by=by)
    assert reasons(result) == []
    (new,) = result.new
    return new


def reasons(result: JudgedAccounts) -> list[tuple[str | None, str]]:
    """Cell and code of each fault."""
    return [(fault.cell, fault.fault.code) for row in result.rows for fault in row.faults]


def kept(new: NewAccount, **more: Any) -> StoredAccount:
    given = (new.username, new.role, new.agency, new.region, "argon2id")
    return StoredAccount(*given, also=new.also, **more)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("officer", Role.OFFICER),
        ("Pelapor (PPTK)", Role.OFFICER),
        ("PPTK", Role.OFFICER),
        (" pelapor ", Role.OFFICER),
        ("Verifikator (kepala bidang)", Role.VERIFIER),
        ("KABID", Role.VERIFIER),
        ("Kepala OPD", Role.HEAD),
        ("kepala perangkat  daerah", Role.HEAD),
        ("head", Role.HEAD),
    ],
)
def test_a_role_is_read_by_its_word_and_by_its_code(word: str, role: Role) -> None:
    assert only("dinkes.satu", word, "DINKES").role is role


@pytest.mark.parametrize(
    "agency", ["DINKES", "dinkes", "Dinas Kesehatan", " dinkes-kukar ", "dinas\nkesehatan"]
)
def test_an_agency_is_found_by_code_name_and_alias_and_gives_its_region(agency: str) -> None:
    new = only("dinkes.satu", "PPTK", agency)
    assert (new.agency, new.region) == ("DINKES", "kukar")


@pytest.mark.parametrize(
    ("also", "codes"),
    [
        (None, ()),
        ("-", ()),
        ("Dinas Perhubungan", ("DISHUB",)),
        ("DISHUB; Dinas Pariwisata, Pemuda dan Olahraga", ("DISHUB", "DISPAR")),
        ("dishub, dispar, dishub", ("DISHUB", "DISPAR")),
        ("DISHUB\nDISPAR\nDINKES", ("DISHUB", "DISPAR")),
    ],
)
def test_further_agencies_are_a_list_without_its_own(also: str | None, codes: Any) -> None:
    assert only("dinkes.kepala", "Kepala OPD", "DINKES", also).also == codes


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (" Dinkes.PPTK ", "dinkes.pptk"),
        (64030, "64030"),
        (64030.0, "64030"),
        ("dinkes_pptk-2", "dinkes_pptk-2"),
    ],
)
def test_a_name_is_in_lower_case_and_a_number_is_its_digits(cell: Any, name: str) -> None:
    assert only(cell, "PPTK", "DINKES").username == name


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "username-missing"),
        ("  ", "username-missing"),
        ("-", "username-missing"),
        ("dinkes pptk", "bad-username"),
        ("dinkes. pptk", "bad-username"),
        ("pptk@dinkes.go.id", "bad-username"),
        ("ab", "bad-username"),
        ("x" * 65, "bad-username"),
        ("Ünal", "bad-username"),
        (date(2026, 1, 5), "not-text"),
        (True, "not-text"),
        ("#REF!", "cell-error"),
    ],
)
def test_a_name_that_is_none_is_refused_at_its_cell_and_none_is_made_up(
    cell: Any, code: str
) -> None:
    result = judged([cell, "PPTK", "DINKES"])
    assert reasons(result) == [("A2", code)]
    assert result.new == []


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        (["a.satu", "Dukun", "DINKES"], [("B2", "unknown-word")]),
        (["a.satu", None, "DINKES"], [("B2", "missing")]),
        (["a.satu", "PPTK", None], [("C2", "agency-needed")]),
        (["a.satu", "PPTK", "Dinas Kesehatn"], [("C2", "unknown-agency")]),
        (["a.satu", "PPTK", "DINKES", "Dinas Entah"], [("D2", "unknown-agency")]),
        (["a.satu", "Dewan", "DINKES", None, "kukar"], [("C2", "agency-not-wanted")]),
        (["a.satu", "Dewan", None, "DINKES", "kukar"], [("D2", "agency-not-wanted")]),
        (["a.satu", "Dewan", None], [("E2", "region-needed")]),
        (["a.satu", "PPTK", "DINKES", None, "bandung"], [("E2", "unknown-region")]),
        (["a.satu", "PPTK", "DINKES", None, "garut"], [("C2", "agency-elsewhere")]),
        (
            ["a b", "Dukun", "Entah", "Entah", "bandung"],
            [
                ("A2", "bad-username"),
                ("B2", "unknown-word"),
                ("E2", "unknown-region"),
                ("C2", "unknown-agency"),
                ("D2", "unknown-agency"),
            ],
        ),
    ],
)
def test_every_cell_that_is_wrong_is_named(cells: Cells, faults: Any) -> None:
    assert reasons(judged(cells)) == faults


def test_the_nearest_name_of_an_unknown_agency_is_proposed() -> None:
    (row,) = judged(["a.satu", "PPTK", "Dinas Kesehatn"]).rows
    assert "mungkin DINKES (Dinas Kesehatan)" in row.faults[0].fault.message.indonesian


@pytest.mark.parametrize(
    ("region", "code"),
    [("garut", "garut"), ("Kabupaten Garut", "garut"), ("Semua", None), ("all", None)],
)
def test_all_regions_are_meant_only_where_it_is_written(region: str, code: str | None) -> None:
    assert only("dewan.satu", "Dewan Smart City", None, None, region).region == code


def test_a_blank_region_is_that_of_an_admin_of_one_region() -> None:
    assert only("dewan.satu", "Dewan", "", by=OF_KUKAR).region == "kukar"


@pytest.mark.parametrize(
    ("by", "cells", "faults"),
    [
        (OF_KUKAR, ["a.satu", "Dewan", None, None, "garut"], [("E2", "foreign-region")]),
        (OF_KUKAR, ["a.satu", "Dewan", None, None, "semua"], [("E2", "foreign-region")]),
        (OF_KUKAR, ["a.satu", "PPTK", "GRT-DINKES"], [("C2", "unknown-agency")]),
        (HEAD, ["a.satu", "Admin", ""], [("C2", "agency-not-wanted"), ("B2", "forbidden")]),
        (HEAD, ["a.satu", "Perencana", ""], [("C2", "agency-not-wanted"), ("B2", "forbidden")]),
        (HEAD, ["a.satu", "PPTK", "Dinas Perhubungan"], [("C2", "forbidden")]),
        (HEAD, ["a.satu", "Kepala OPD", "DINKES", "DISHUB"], [("D2", "forbidden")]),
        (HEAD, ["a.satu", "PPTK", "DINKES", None, "garut"], None),
    ],
)
def test_nobody_makes_an_account_above_his_own_or_of_another_region_or_agency(
    by: Account, cells: Cells, faults: Any
) -> None:
    result = judged(cells, by=by)
    assert result.new == []
    assert result.counts["refused"] == 1
    if faults is not None:
        assert reasons(result) == faults


def test_a_head_need_not_write_his_own_agency() -> None:
    new = only("dinkes.satu", "PPTK", "", by=HEAD)
    assert (new.agency, new.region) == ("DINKES", "kukar")


def test_one_name_twice_is_refused_in_both_rows_whatever_its_case() -> None:
    rows = [["dinkes.satu", "PPTK", "DINKES"], ["a.dua", "PPTK", "DINKES"]]
    result = judged(*rows, ["DINKES.Satu", "Kabid", "DINKES"])
    assert reasons(result) == [("A2", "username-twice"), ("A4", "username-twice")]
    assert [new.username for new in result.new] == ["a.dua"]
    assert "Akun baris 2 dan di Akun baris 4" in result.rows[0].faults[0].fault.message.indonesian


def test_what_is_there_is_the_same_or_told_apart_and_never_changed() -> None:
    same = ["dinkes.satu", "PPTK", "DINKES"]
    new = only(*same)
    waiting = judged(same, stored={"dinkes.satu": kept(new, one_time=True)})
    assert (waiting.counts["unchanged"], len(waiting.waiting)) == (1, 1)
    settled = judged(same, stored={"dinkes.satu": kept(new)})
    assert (settled.counts["unchanged"], len(settled.waiting)) == (1, 0)
    other = replace(kept(new), role=Role.HEAD, region=None, also=("DISHUB",), disabled=True)
    result = judged(same, stored={"dinkes.satu": other})
    assert result.counts == {"accepted": 0, "unchanged": 0, "refused": 1}
    assert [code for _, code in reasons(result)] == ["account-disabled", *["account-differs"] * 3]
    assert "Kepala perangkat daerah" in result.rows[0].faults[1].fault.message.indonesian


def test_of_an_account_that_one_may_not_manage_only_the_name_is_told_to_be_taken() -> None:
    stored = StoredAccount(
        "dinkes.satu", Role.OFFICER, "DISHUB", "kukar", "argon2id", one_time=True
    )
    result = judged(["dinkes.satu", "PPTK", "DINKES"], by=HEAD, stored={"dinkes.satu": stored})
    assert reasons(result) == [("A2", "username-taken")]
    assert "DISHUB" not in result.rows[0].faults[0].fault.message.indonesian


@pytest.mark.parametrize(
    "headers",
    [
        ["NAMA  PENGGUNA", "peran", "OPD"],
        ["Username", "Role", "SKPD"],
        ["User", "Hak akses", "Nama Perangkat Daerah"],
    ],
)
def test_headers_are_known_by_other_names_and_in_any_row(headers: Cells) -> None:
    table = [["DAFTAR AKUN"], [], [*headers, "No. HP"], ["a.satu", "PPTK", "DINKES", "0811"]]
    file = read_of(xlsx({"Daftar": table}))
    assert [entry.fields["username"] for entry in file.entries] == ["a.satu"]
    assert [(note.code, note.row) for note in file.notes] == [("column-ignored", 3)]


def test_a_required_column_that_lacks_is_named() -> None:
    for headers, missing in (
        (["Nama pengguna", "Perangkat daerah"], ["role"]),
        (["Nama pengguna", "Peran"], ["agency"]),
        (["Nama", "Alamat"], ["file"]),
    ):
        with pytest.raises(FileRefused) as refused:
            read(["a.satu", "PPTK"], headers=list(headers))
        assert [fault.field for fault in refused.value.faults] == missing
        assert "Kolom wajib" in refused.value.faults[0].message.indonesian or missing == ["file"]


def test_rows_that_are_no_accounts_are_noted_and_those_that_lack_a_cell_are_refused() -> None:
    rows: list[Cells] = [
        ["(1)", "(2)", "(3)"],
        ["dinkes.satu", "PPTK", "DINKES"],
        ["dinkes.dua", None, None],
        [None, "Kepala Dinas", "DINKES"],
        HEADERS,
        [],
        ["Jumlah", None, None],
        [None, None, "Mengetahui,"],
        ["Kepala Dinas Kesehatan", None, None],
    ]
    file = read(*rows)
    assert [entry.number + 1 for entry in file.entries] == [3, 4, 5]
    assert {(note.code, note.row) for note in file.notes} == {
        ("column-numbers", 2),
        ("repeated-header", 6),
        ("subtotal", 8),
        ("signature", 9),
        ("signature", 10),
    }


def test_so_many_accounts_are_read_and_one_more_is_refused() -> None:
    rows = [[f"uji.{number}", "PPTK", "DINKES"] for number in range(ACCOUNTS_MOST + 1)]
    assert len(read(*rows[1:]).entries) == ACCOUNTS_MOST
    with pytest.raises(FileRefused, match="too-many-accounts"):
        read(*rows)


@pytest.mark.parametrize("write", [xls, ods, csv_of])
def test_every_kind_of_file_is_read(write: Callable[..., bytes]) -> None:
    rows = [HEADERS, ["a.satu", "PPTK", "DINKES", "", ""]]
    data = write(rows) if write is csv_of else write({"Akun": rows})
    assert [entry.fields["username"] for entry in read_of(data).entries] == ["a.satu"]


def test_the_fingerprint_is_that_of_what_would_become_of_the_rows() -> None:
    rows = [["a.satu", "PPTK", "DINKES"], ["a.dua", "PPTK", "DINKES"]]
    seen = judged(*rows).fingerprint
    assert judged(*rows).fingerprint == seen
    new = judged(*rows).new[0]
    there = judged(*rows, stored={"a.satu": kept(new, one_time=True)}).fingerprint
    settled = judged(*rows, stored={"a.satu": kept(new, version=2)}).fingerprint
    another = judged(rows[0], ["a.dua", "Kabid", "DINKES"]).fingerprint
    assert len({seen, there, settled, another}) == 4
    later = judged(*rows, stored={"a.satu": kept(new, version=9)}).fingerprint
    assert later == settled, "what does not concern the import does not overtake it"


def test_the_refused_rows_are_a_workbook_that_can_be_mended_and_sent_again() -> None:
    result = judged(["a b", "PPTK", "DINKES"], ["a.dua", "Kabid", "DINKES"])
    again = read_of(write_refused_of(result.rows))
    assert [fault.code for entry in again.entries for fault in entry.faults] == ["bad-username"]
    assert [row.verdict for row in result.rows] == [Verdict.REFUSED, Verdict.ACCEPTED]
