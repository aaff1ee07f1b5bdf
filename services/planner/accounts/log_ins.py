"""Log ins within the limits of the throttle: a signed token for a name and its password."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from chassis.auth.refused import too_many
from chassis.clock import Clock
from chassis.http.problem import Problem
from planner.accounts.account import StoredAccount
from planner.accounts.service import WRONG_LOGIN, AccountService
from planner.accounts.throttle import Throttle
from planner.accounts.tokens import Signer


@dataclass(frozen=True, slots=True)
class Session:
    """A token, and when it expires."""

    account: StoredAccount
    token: str
    expires_at: datetime


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

    async def log_in(self, username: str, password: str, address: str) -> Session:
        """A session. Raises 401, 403 for a one-time password, 429, 503."""
        check = partial(self._service.logged_in, username, password)
        return await self._session(check, username, address)

    async def change_password(
        self, username: str, password: str, new_password: str, address: str
    ) -> Session:
        """A session by the new password; all others end. Raises 401, 422, 429, 503."""
        change = partial(self._service.change_password, username, password, new_password)
        return await self._session(change, username, address)

    async def _session(
        self, work: Callable[[], Awaitable[StoredAccount]], username: str, address: str
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
        return Session(account, *self._signer.sign(account, self._clock.now()))
