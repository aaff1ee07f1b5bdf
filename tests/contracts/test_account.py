"""What an account's state allows."""

from datetime import UTC, datetime

import pytest

from contracts.account import AccountState, Role, SystemToken

TOKEN = SystemToken(sha256="0" * 64, expires_at=datetime(2027, 1, 1, tzinfo=UTC))


def test_a_system_acts_as_its_officer_for_all_of_its_agencies() -> None:
    state = AccountState(
        role=Role.OFFICER, agency="DINKES", also=("DLHK",), region="kukar", tokens=(TOKEN,)
    )
    account = state.as_system("dinkes.sistem")
    assert account is not None
    assert (account.username, account.agency, account.region) == (
        "dinkes.sistem",
        "DINKES",
        "kukar",
    )
    assert account.agencies == ("DINKES", "DLHK")
    assert state.model_copy(update={"disabled": True}).as_system("dinkes.sistem") is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_a_token_makes_nobody_more_than_an_officer(role: Role) -> None:
    """Also where a token was left behind by a change of role."""
    assert AccountState(role=role, agency="DINKES", tokens=(TOKEN,)).as_system("x") is None
