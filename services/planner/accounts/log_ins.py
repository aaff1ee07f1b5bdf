"""Log ins within the limits of the throttle: a signed token for a name and its password."""

import time
from collections.abc import Awaitable, Callable
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
from contracts.account import Account
from planner.accounts.account import StoredAccount, not_its_agency
from planner.accounts.service import WRONG_LOGIN, AccountService
from planner.accounts.throttle import Throttle
from planner.accounts.tokens import Signer, Token
from planner.deeds import SIGN_IN_REFUSED, SIGNED_IN

NOTED_A_MINUTE = parse("60/minute")
Note = Callable[[Deed], Awaitable[None]]
"""Notes what was done in the audit trail."""


@dataclass(frozen=True, slots=True)
class Session:
    """An account that acts for one of its agencies, and its tokens."""

    account: Account
    access: Token
    session: Token


class LogIns:
    """Checks passwords, at most as often as `throttle` allows for a name and an address; its times
    are `seconds()`.
    """

    def __init__(
        self,
        service: AccountService,
        *,
        signer: Signer,
        throttle: Throttle,
        clock: Clock,
        note: Note,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._signer = signer
        self._throttle = throttle
        self._clock = clock
        self._note = note
        self._seconds = seconds
        self._refusals = FixedWindowRateLimiter(MemoryStorage())
        self._not_noted = 0

    async def log_in(
        self, username: str, password: str, address: str, agency: str | None = None
    ) -> Session:
        """A session for one of the account's agencies, by default its own. Raises 401, 403 for a
        one-time password or another agency, 429, 503.
        """
        check = partial(self._service.logged_in, username, password)
        return await self._session(check, username, address, agency)

    async def change_password(
        self,
        username: str,
        password: str,
        new_password: str,
        address: str,
        agency: str | None = None,
    ) -> Session:
        """A session by the new password, for the agency as `log_in`; all others end. Raises 401,
        403, 422, 429, 503.
        """
        change = partial(self._service.change_password, username, password, new_password)
        return await self._session(change, username, address, agency)

    async def _session(
        self,
        work: Callable[[], Awaitable[StoredAccount]],
        username: str,
        address: str,
        agency: str | None = None,
    ) -> Session:
        if wait := self._throttle.wait(username, address, self._seconds()):
            raise too_many(wait)
        ended = self._throttle.untried
        try:
            account = await work()
            ended = self._throttle.right
        except Problem as problem:
            if problem.code == WRONG_LOGIN:
                ended = self._throttle.wrong
                await self._note_refusal(username, address)
            raise
        finally:
            ended(username, address, self._seconds())
        session = self._begun(account.acting_for(agency))
        told = {"address": address, "agency": session.account.agency}
        await self._note(Deed(SIGNED_IN, username, username, told))
        return session

    async def _note_refusal(self, username: str, address: str) -> None:
        """Note a wrong name or password; of more than `NOTED_A_MINUTE` only how many there were:
        strangers must not fill the trail. A name that no account has is not noted: it may be a
        password, typed into the wrong field.
        """
        if not self._refusals.hit(NOTED_A_MINUTE, "refused"):
            self._not_noted += 1
            return
        known = await self._service.is_known(username)
        told: dict[str, Value] = {
            "address": address,
            "unknown_name": None if known else True,
            "not_noted": self._not_noted or None,
        }
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
