"""Nobody manages an account above their own, or of another agency or region."""

import pytest

from chassis.http.problem import Problem
from contracts.account import Account, Role, Scope
from planner.accounts.account import NewAccount
from planner.accounts.rights import may_manage, must_manage, roles_to_give, scope_of

ADMIN = Account(username="admin", role=Role.ADMIN)
ADMIN_OF_KUKAR = Account(username="admin.kukar", role=Role.ADMIN, region="kukar")
HEAD = Account(username="kadis", role=Role.HEAD, region="kukar", agency="DINKES")


def an_account(
    role: Role, region: str | None = "kukar", agency: str | None = None, *also: str
) -> NewAccount:
    return NewAccount("baru", role, agency, region, also)


@pytest.mark.parametrize(
    ("account", "by_admin_of_kukar", "by_head"),
    [
        (an_account(Role.OFFICER, "kukar", "DINKES"), True, True),
        (an_account(Role.VERIFIER, "kukar", "DINKES"), True, True),
        (an_account(Role.HEAD, "kukar", "DINKES"), True, True),
        (an_account(Role.OFFICER, "kukar", "DINKES", "RSUD"), True, False),
        (an_account(Role.OFFICER, "kukar", "RSUD"), True, False),
        (an_account(Role.OFFICER, None, "DINKES"), False, False),
        (an_account(Role.COUNCIL), True, False),
        (an_account(Role.PLANNER), True, False),
        (an_account(Role.ADMIN), True, False),
        (an_account(Role.ADMIN, None), False, False),
        (an_account(Role.COUNCIL, None), False, False),
        (an_account(Role.OFFICER, "garut", "DINKES"), False, False),
    ],
)
def test_who_manages_whom(account: NewAccount, by_admin_of_kukar: bool, by_head: bool) -> None:
    assert may_manage(ADMIN, account)
    assert may_manage(ADMIN_OF_KUKAR, account) is by_admin_of_kukar
    assert may_manage(HEAD, account) is by_head


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VERIFIER, Role.PLANNER, Role.COUNCIL])
def test_others_manage_none(role: Role) -> None:
    by = Account(username="lain", role=role, region="kukar", agency="DINKES")
    assert roles_to_give(by) == ()
    with pytest.raises(Problem) as refused:
        must_manage(by, an_account(Role.OFFICER, "kukar", "DINKES"))
    assert refused.value.status == 403


def test_each_sees_the_accounts_that_it_may_manage() -> None:
    assert scope_of(ADMIN) == Scope()
    assert scope_of(ADMIN_OF_KUKAR) == Scope("kukar")
    assert scope_of(HEAD) == Scope("kukar", "DINKES")
