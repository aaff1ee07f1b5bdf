"""Log ins within the limits of the throttle: a signed token for a name and its password."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from chassis.auth.refused import too_many
from chassis.clock import Clock
from chassis.http.problem import Problem
from contracts.account import Account
from planner.accounts.account import StoredAccount, not_its_agency
from planner.accounts.service import WRONG_LOGIN, AccountService
from planner.accounts.throttle import Throttle
from planner.accounts.tokens import Signer, Token


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
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._signer = signer
        self._throttle = throttle
        self._clock = clock
        self._seconds = seconds

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
            raise
        finally:
            ended(username, address, self._seconds())
        return self._begun(account.acting_for(agency))

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
