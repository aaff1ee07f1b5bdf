"""Accounts: made by an administrator, used to log in."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Role
from planner.accounts.account import NewAccount, StoredAccount, faults_of
from planner.accounts.passwords import Passwords
from planner.answers import taken
from planner.items.repository import Store
from planner.refusal import refusal
from planner.region import Regions

ACCOUNT = Text("Akun", "account")
ADMIN = "admin"
WRONG_LOGIN = "wrong-login"


class Accounts:
    """Making accounts and checking passwords."""

    def __init__(
        self, store: Store, clock: Clock, regions: Regions, passwords: Passwords | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._regions = regions
        self._passwords = passwords or Passwords()

    async def make(self, new: NewAccount, password: str) -> StoredAccount:
        """A new account. Raises 409 when its name is taken, 422 when a rule is broken."""
        faults: Sequence[Fault] = faults_of(new, password, self._regions)
        if not faults and new.role in OF_AN_AGENCY and new.agency:
            row = await self._store.agency_row(new.agency)
            if row is None or new.region not in {None, row["region"]}:
                faults = [
                    refusal("unknown-agency", "agency", value=new.agency, near_id="", near_en="")
                ]
        if faults:
            raise wrong(faults)
        kept = await self._passwords.hashed(password)
        made = StoredAccount(new.username, new.role, new.agency, new.region, kept)
        if not await self._store.add_account(made, self._clock.now()):
            raise taken(ACCOUNT, new.username)
        return made

    async def keep_admin(self, password: str) -> None:
        """Have the account `admin` with this password."""
        known = await self._store.account(ADMIN)
        is_admin = known is not None and known.role == Role.ADMIN
        if await self._passwords.matches(password, known.password if known else None) and is_admin:
            return
        kept = await self._passwords.hashed(password)
        admin = StoredAccount(ADMIN, Role.ADMIN, None, None, kept)
        await self._store.keep_account(admin, self._clock.now())

    async def logged_in(self, username: str, password: str) -> StoredAccount:
        """The account of a name and its password. Raises 401, after the same time either way;
        503 when too many log in at once.
        """
        known = await self._store.account(username)
        same = await self._passwords.matches(password, known.password if known else None)
        if not same or known is None:
            raise Problem(
                401,
                WRONG_LOGIN,
                Text("Nama atau kata sandi salah.", "The name or the password is wrong."),
            )
        return known
