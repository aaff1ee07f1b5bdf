import pytest

from contracts.account import Role
from planner.accounts.account import NewAccount, StoredAccount, faults_of
from planner.regions.region import read_regions

REGIONS = read_regions()
GOOD = "rahasia-dinas"


@pytest.mark.parametrize(
    ("account", "password", "field", "code"),
    [
        (NewAccount("Kepala Dinas", Role.COUNCIL), GOOD, "username", "bad-username"),
        (NewAccount("ab", Role.COUNCIL), GOOD, "username", "bad-username"),
        (NewAccount("dewan", Role.COUNCIL), "pendek", "password", "password-too-short"),
        (NewAccount("dewan", Role.COUNCIL), "123456789", "password", "password-too-short"),
        (NewAccount("dewan", Role.COUNCIL), "Password12!", "password", "password-common"),
        (NewAccount("dewan.kukar", Role.COUNCIL), "Dewan.Kukar", "password", "password-common"),
        (NewAccount("dewan", Role.COUNCIL), "x" * 257, "password", "password-too-long"),
        (NewAccount("petugas", Role.OFFICER), GOOD, "agency", "agency-needed"),
        (NewAccount("dewan", Role.COUNCIL, "DINKES"), GOOD, "agency", "agency-not-wanted"),
        (NewAccount("dewan", Role.COUNCIL, None, "mars"), GOOD, "region", "unknown-region"),
    ],
)
def test_an_account_that_breaks_a_rule_says_which(
    account: NewAccount, password: str, field: str, code: str
) -> None:
    faults = faults_of(account, password, REGIONS)

    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]


def test_an_office_has_an_account_of_its_agency() -> None:
    officer = NewAccount("petugas.dinkes", Role.OFFICER, "DINKES", "kukar")

    assert faults_of(officer, GOOD, REGIONS) == []


def test_an_account_does_not_show_its_password() -> None:
    stored = StoredAccount("dewan", Role.COUNCIL, None, None, "$argon2id$rahasia")

    assert "argon2id" not in repr(stored)
