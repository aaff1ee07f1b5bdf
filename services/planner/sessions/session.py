"""A session that was begun: whose, from where and until when. Pure."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from planner.accounts.account import StoredAccount

AGENT_MOST = 300


@dataclass(frozen=True, slots=True)
class Origin:
    """From where a sign-in came: the network address, and the program as it calls itself (the
    header User-Agent), which may be anything.
    """

    address: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class BegunSession:
    """A session of an account; `number` is the account's number of sessions when it began."""

    session_id: str
    username: str
    number: int
    agency: str | None
    begun_at: datetime
    until: datetime
    address: str
    agent: str

    def holds(self, account: StoredAccount, now: datetime) -> bool:
        """Whether its tokens are valid: it has not expired, and nobody has ended it."""
        ended = {one.session_id for one in account.ended}
        current = self.number >= account.sessions and self.session_id not in ended
        return current and now < self.until and not account.disabled


def new_session_id() -> str:
    """64 random bits in hexadecimal: what it is ended by, and no secret."""
    return secrets.token_hex(8)
