"""Creates accounts and checks log ins."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Role
from planner.accounts.account import NewAccount, StoredAccount, faults_of
from planner.accounts.passwords import Passwords
from planner.accounts.repository import AccountRepository
from planner.agencies.repository import AgencyRepository
from planner.answers import taken
from planner.refusal import plan_fault
from planner.regions.region import Regions

ACCOUNT = Text("Akun", "account")
ADMIN = "admin"
WRONG_LOGIN = "wrong-login"


class AccountService:
    """Creates accounts and checks passwords."""

    def __init__(
        self,
        *,
        accounts: AccountRepository,
        agencies: AgencyRepository,
        clock: Clock,
        regions: Regions,
        passwords: Passwords,
    ) -> None:
        self._accounts = accounts
        self._agencies = agencies
        self._clock = clock
        self._regions = regions
        self._passwords = passwords

    async def create(self, new: NewAccount, password: str) -> StoredAccount:
        """Create an account. Raises 409 when its name is taken, 422 when it breaks a rule."""
        faults: Sequence[Fault] = faults_of(new, password, self._regions)
        if not faults and new.role in OF_AN_AGENCY and new.agency:
            agency = await self._agencies.agency(new.agency)
            if agency is None or new.region not in {None, agency.region}:
                faults = [
                    plan_fault("unknown-agency", "agency", value=new.agency, near_id="", near_en="")
                ]
        if faults:
            raise wrong(faults)
        hashed = await self._passwords.hashed(password)
        created = StoredAccount(new.username, new.role, new.agency, new.region, hashed)
        if not await self._accounts.add(created, self._clock.now()):
            raise taken(ACCOUNT, new.username)
        return created

    async def keep_admin(self, password: str) -> None:
        """Ensure that the account `admin` exists, with this password and the role admin."""
        stored = await self._accounts.account(ADMIN)
        is_admin = stored is not None and stored.role == Role.ADMIN
        same = await self._passwords.matches(password, stored.password if stored else None)
        if same and is_admin:
            return
        hashed = await self._passwords.hashed(password)
        admin = StoredAccount(ADMIN, Role.ADMIN, None, None, hashed)
        await self._accounts.keep(admin, self._clock.now())

    async def logged_in(self, username: str, password: str) -> StoredAccount:
        """The account of this name and password. Raises 401, after equal time for an unknown name
        and a wrong password; 503 when too many log in at once.
        """
        stored = await self._accounts.account(username)
        same = await self._passwords.matches(password, stored.password if stored else None)
        if not same or stored is None:
            raise Problem(
                401,
                WRONG_LOGIN,
                Text("Nama atau kata sandi salah.", "The name or the password is wrong."),
            )
        return stored
