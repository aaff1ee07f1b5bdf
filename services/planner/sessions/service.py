"""Sessions as they are begun, listed and ended one by one."""

from dataclasses import replace
from datetime import datetime

from chassis.audit.entry import Deed
from chassis.clock import Clock
from chassis.http.problem import Problem, not_found
from chassis.text import Text
from contracts.account import Account
from contracts.account_published import ENDED_MOST
from planner.accounts.account import EndedSession, StoredAccount
from planner.accounts.saving import SavedAccounts
from planner.sessions.repository import SessionRepository
from planner.sessions.session import AGENT_MOST, BegunSession, Origin

SHOWN_MOST = 30
CANDIDATES_MOST = SHOWN_MOST + ENDED_MOST


class Sessions:
    """Lists the sessions of accounts, and ends single ones."""

    def __init__(self, accounts: SavedAccounts, sessions: SessionRepository, clock: Clock) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._clock = clock

    async def prepare(self) -> None:
        """Create the indexes."""
        await self._sessions.prepare()

    async def begun(self, account: Account, until: datetime, origin: Origin) -> None:
        """Note a session that begins."""
        session = BegunSession(
            session_id=account.session_id,
            username=account.username,
            number=account.sessions,
            agency=account.agency,
            begun_at=self._clock.now(),
            until=until,
            address=origin.address,
            agent=origin.agent[:AGENT_MOST],
        )
        await self._sessions.add(session)

    async def of(self, username: str, by: Account) -> list[BegunSession]:
        """The valid sessions of one's own account or one that `by` may manage, the latest first, at
        most `SHOWN_MOST`. Raises 403, 404.
        """
        stored = await self._accounts.own_or_visible(username, by)
        now = self._clock.now()
        found = await self._sessions.of(username, stored.sessions, now, CANDIDATES_MOST)
        return [one for one in found if one.holds(stored, now)][:SHOWN_MOST]

    async def end(self, username: str, session_id: str, *, by: Account) -> None:
        """End one session of one's own account or one that `by` may manage: within seconds its
        tokens are valid nowhere. One that has ended already stays so.

        Raises 403, 404.
        """
        await self._accounts.own_or_visible(username, by)
        session = await self._sessions.one(session_id, username)
        if session is None:
            raise _no_session()
        own = (username, session_id) == (by.username, by.session_id)
        deed = Deed(
            "signed-out" if own else "session-ended",
            by.username,
            username,
            {"session": session_id, "address": session.address},
        )

        def ended(before: StoredAccount) -> tuple[StoredAccount, Deed] | None:
            now = self._clock.now()
            if not session.holds(before, now):
                return None
            return without(before, session, now), deed

        await self._accounts.change(username, ended, by=by)


def without(account: StoredAccount, session: BegunSession, now: datetime) -> StoredAccount:
    """The account with this session ended. Where too many were ended one by one, all end: a list
    that is published cannot grow without limit.
    """
    still = tuple(one for one in account.ended if one.until > now)
    if len(still) >= ENDED_MOST:
        return replace(account, sessions=account.sessions + 1, ended=())
    return replace(account, ended=(*still, EndedSession(session.session_id, session.until)))


def _no_session() -> Problem:
    return not_found(
        Text(
            "Sesi ini tidak ada, atau sudah lama berakhir.",
            "There is no such session, or it ended long ago.",
        )
    )
