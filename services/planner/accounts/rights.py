"""Who may manage which accounts. Pure."""

from chassis.http.problem import Problem, forbidden
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account, Role, Scope
from planner.accounts.account import NewAccount, StoredAccount
from planner.answers import other_region

MANAGERS = (Role.ADMIN, Role.HEAD)
_OF_A_HEAD = (Role.OFFICER, Role.VERIFIER, Role.HEAD)


def roles_to_give(by: Account) -> tuple[Role, ...]:
    """The roles that an account may give: none above its own."""
    if by.role is Role.ADMIN:
        return tuple(Role)
    return _OF_A_HEAD if by.role is Role.HEAD else ()


def scope_of(by: Account) -> Scope:
    """The accounts that it may manage: an admin's of his region, a head's of his agency."""
    return Scope(by.region, by.agency if by.role in OF_AN_AGENCY else None)


def may_manage(by: Account, account: NewAccount | StoredAccount) -> bool:
    """Whether it may make, change and end such an account. An account of all regions is managed
    only by another of all regions, one of several agencies only by an admin.
    """
    if by.role is Role.ADMIN:
        return by.region in {None, account.region}
    own = (account.region, account.agency) == (by.region, by.agency)
    return account.role in roles_to_give(by) and own and not account.also


def must_manage(by: Account, account: NewAccount | StoredAccount) -> None:
    """Raise 403 unless `may_manage`."""
    if may_manage(by, account):
        return
    if by.region not in {None, account.region}:
        raise other_region(account.region or "*")
    raise forbidden(
        Text(
            "Anda hanya boleh mengelola akun pelapor, verifikator dan kepala perangkat daerah Anda "
            "sendiri."
            if by.role is Role.HEAD
            else f"Akun {by.role} tidak boleh mengelola akun.",
            "You may only manage accounts of officers, verifiers and heads of your own agency."
            if by.role is Role.HEAD
            else f"A {by.role} account may not manage accounts.",
        )
    )


def last_admin() -> Problem:
    """409: no account would be left that may manage all others."""
    return Problem(
        409,
        "last-admin",
        Text(
            "Ini admin terakhir untuk semua wilayah. Buat admin lain lebih dahulu.",
            "This is the last admin of all regions. Make another admin first.",
        ),
    )
