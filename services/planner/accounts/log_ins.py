"""Log ins within the limits of the throttle: a signed token for a name and its password, and for a
code where the account has a second factor.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from chassis.audit.entry import SYSTEM, Deed, Value
from chassis.auth.refused import too_many
from chassis.clock import Clock
from chassis.http.problem import Problem
from chassis.text import Text
from contracts.account import Account
from planner.accounts.account import StoredAccount, not_its_agency
from planner.accounts.password_service import WRONG_LOGIN, AccountPasswords
from planner.accounts.second_factor import NEEDED, TO_SET_UP, WRONG_CODE, is_on
from planner.accounts.second_factors import SecondFactors, fingerprint_of
from planner.accounts.throttle import Throttle
from planner.accounts.tokens import FirstStep, Signer, Token
from planner.deeds import SIGN_IN_REFUSED, SIGNED_IN
from planner.sessions.service import Sessions
from planner.sessions.session import Origin, new_session_id

NOTED_A_MINUTE = parse("60/minute")
WRONG = frozenset({WRONG_LOGIN, WRONG_CODE})
Note = Callable[[Deed], Awaitable[None]]
"""Notes what was done in the audit trail."""


@dataclass(frozen=True, slots=True)
class Session:
    """An account that acts for one of its agencies, and its tokens."""

    account: Account
    access: Token
    session: Token


@dataclass(frozen=True, slots=True)
class Step:
    """Between the password and the code: whose it is, and the token that goes with the form."""

    account: StoredAccount
    token: str


class SecondFactorNeeded(Problem):
    """The password is right, and gives no session: 401 where a code is needed, 403 where a second
    factor has to be set up first.
    """

    def __init__(self, account: StoredAccount, *, to_set_up: bool = False) -> None:
        super().__init__(
            403 if to_set_up else 401,
            TO_SET_UP if to_set_up else NEEDED,
            Text(
                "Akun ini wajib memakai verifikasi dua langkah. Masuk lewat halaman masuk untuk "
                "memasangnya.",
                "This account must have a second factor. Sign in on the sign-in page to set it up.",
            )
            if to_set_up
            else Text(
                "Isi juga kode dari aplikasi autentikator, atau sebuah kode pemulihan.",
                "Give a code of the authenticator app too, or a recovery code.",
            ),
        )
        self.account = account
        self.to_set_up = to_set_up


class LogIns:
    """Checks passwords and codes, at most as often as `throttle` allows for a name and an address,
    and `code_throttle` for codes of a name; its times are `seconds()`.
    """

    def __init__(
        self,
        passwords: AccountPasswords,
        *,
        signer: Signer,
        factors: SecondFactors,
        throttle: Throttle,
        code_throttle: Throttle,
        sessions: Sessions,
        clock: Clock,
        note: Note,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._passwords = passwords
        self._signer = signer
        self._factors = factors
        self._throttle = throttle
        self._code_throttle = code_throttle
        self._sessions = sessions
        self._clock = clock
        self._note = note
        self._seconds = seconds
        self._refusals = FixedWindowRateLimiter(MemoryStorage())
        self._not_noted = 0

    async def log_in(
        self,
        username: str,
        password: str,
        origin: Origin,
        agency: str | None = None,
        code: str = "",
    ) -> Session:
        """A session for one of the account's agencies, by default its own. Raises 401, 403 for a
        one-time password or another agency, 429, 503; after the right password
        `SecondFactorNeeded`.
        """

        async def work() -> StoredAccount:
            account = await self._passwords.logged_in(username, password)
            await self._prove(account, code)
            return account

        return await self._session(work, username, origin, agency)

    async def change_password(
        self,
        username: str,
        password: str,
        new_password: str,
        origin: Origin,
        *,
        agency: str | None = None,
        code: str = "",
    ) -> Session:
        """A session by the new password, for the agency as `log_in`; all others end. Raises 401,
        403, 422, 429, 503; `SecondFactorNeeded` before the change where a code is needed, after it
        where a second factor has to be set up.
        """
        prove = partial(self._prove, code=code)
        change = partial(
            self._passwords.change_password, username, password, new_password, also_proven=prove
        )
        return await self._session(change, username, origin, agency)

    async def first_step(self, needed: SecondFactorNeeded) -> Step:
        """What goes on after the right password: the step in which a code is asked for, or a second
        factor is set up.
        """
        account = needed.account
        if needed.to_set_up:
            account = await self._factors.begin(account.username)
        step = FirstStep(account.username, account.sessions, fingerprint_of(account))
        return Step(account, self._signer.first_step(step, self._clock.now()).text)

    async def at_step(self, token: str) -> Step:
        """The step of such a token. Raises 401 when it is over."""
        step = self._signer.first_step_of(token, self._clock.now())
        return Step(await self._factors.at(step), token)

    async def second_step(self, token: str, code: str, origin: Origin) -> Session:
        """A session after the right password and a code. Raises 401, 429."""
        step = await self.at_step(token)

        async def work() -> StoredAccount:
            await self._prove(step.account, code)
            return step.account

        return await self._session(work, step.account.username, origin)

    async def set_up(
        self, token: str, code: str, origin: Origin
    ) -> tuple[Session, tuple[str, ...]]:
        """A session, and the recovery codes to be shown this once, after the right password and the
        first code of a new second factor. Raises 401, 429.
        """
        step = await self.at_step(token)
        codes: tuple[str, ...] = ()

        async def work() -> StoredAccount:
            nonlocal codes
            account, codes = await self._factors.turn_on(step.account.username, code)
            return account

        return await self._session(work, step.account.username, origin), codes

    async def prove(self, username: str, password: str, code: str, origin: Origin) -> None:
        """Check the password and a code of one's own account. Raises 401, 429, 503."""

        async def work() -> StoredAccount:
            account = await self._passwords.by_password(username, password)
            await self._prove(account, code)
            return account

        await self._tried(work, username, origin.address)

    async def _session(
        self,
        work: Callable[[], Awaitable[StoredAccount]],
        username: str,
        origin: Origin,
        agency: str | None = None,
    ) -> Session:
        async def complete() -> StoredAccount:
            account = await work()
            if self._factors.is_missing(account):
                raise SecondFactorNeeded(account, to_set_up=True)
            return account

        account = await self._tried(complete, username, origin.address)
        session_id = new_session_id()
        acting = account.acting_for(agency).model_copy(update={"session_id": session_id})
        session = self._begun(acting)
        await self._sessions.begun(acting, session.session.expires_at, origin)
        told = {"address": origin.address, "agency": acting.agency, "session": session_id}
        await self._note(Deed(SIGNED_IN, username, username, told))
        return session

    async def _tried(
        self, work: Callable[[], Awaitable[StoredAccount]], username: str, address: str
    ) -> StoredAccount:
        try:
            async with self._throttled(self._throttle, username, address):
                return await work()
        except Problem as problem:
            if problem.code in WRONG:
                await self._note_refusal(username, address, problem.code)
            raise

    @asynccontextmanager
    async def _throttled(
        self, throttle: Throttle, username: str, address: str
    ) -> AsyncIterator[None]:
        """One try. A password alone, where a code is needed, clears nothing: whoever knows it
        could try codes without end.
        """
        if wait := throttle.wait(username, address, self._seconds()):
            raise too_many(wait)
        ended = throttle.untried
        try:
            yield
            ended = throttle.right
        except Problem as problem:
            if problem.code in WRONG:
                ended = throttle.wrong
            raise
        finally:
            ended(username, address, self._seconds())

    async def _prove(self, account: StoredAccount, code: str) -> None:
        """Use up a code where the account's second factor is on. Codes of a name are limited
        wherever they come from: only who knows its password can try any.
        """
        if not is_on(account.second_factor):
            return
        if not code:
            raise SecondFactorNeeded(account)
        async with self._throttled(self._code_throttle, account.username, account.username):
            await self._factors.use(account.username, code)

    async def _note_refusal(self, username: str, address: str, why: str) -> None:
        """Note a wrong name, password or code; of more than `NOTED_A_MINUTE` only how many there
        were: strangers must not fill the trail. A name that no account has is not noted: it may be
        a password, typed into the wrong field.
        """
        if not self._refusals.hit(NOTED_A_MINUTE, "refused"):
            self._not_noted += 1
            return
        known = await self._passwords.is_known(username)
        told: dict[str, Value] = {
            "address": address,
            "unknown_name": None if known else True,
            "not_noted": self._not_noted or None,
        }
        if why == WRONG_CODE:
            told["wrong_code"] = True
        self._not_noted = 0
        await self._note(Deed(SIGN_IN_REFUSED, SYSTEM, username if known else "", told))

    def renewed(self, account: Account) -> Token:
        """Access for the account of a valid session."""
        return self._signer.access(account, self._clock.now())

    def for_agency(self, account: Account, token: str, agency: str) -> Session:
        """The session of `token` for another of the account's agencies; it ends when it would have.

        Raises 403.
        """
        if agency not in {account.agency, *account.agencies}:
            raise not_its_agency(agency)
        acting = account.model_copy(update={"agency": agency})
        return self._begun(acting, self._signer.session_end(token))

    def _begun(self, account: Account, until: datetime | None = None) -> Session:
        now = self._clock.now()
        return Session(
            account, self._signer.access(account, now), self._signer.session(account, now, until)
        )
