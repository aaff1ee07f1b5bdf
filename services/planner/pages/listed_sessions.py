"""The valid sessions of an account, as a page lists them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import Path

from chassis.text import Text
from contracts.account import Account
from contracts.account_published import SESSION_ID
from planner.sessions.device import device_of
from planner.sessions.service import Sessions

SESSION_ENDED = Text("Sesi itu sudah berakhir.", "That session has been ended.")
SessionId = Annotated[str, Path(pattern=SESSION_ID)]


class ShownSession(NamedTuple):
    """A session for the page; `is_this`: the reader's own."""

    session_id: str
    program: str
    system: str
    address: str
    begun_at: datetime
    until: datetime
    is_this: bool


async def sessions_shown(sessions: Sessions, username: str, by: Account) -> Sequence[ShownSession]:
    """The sessions of one's own account, or one that `by` may manage. Raises 403, 404."""
    found = await sessions.of(username, by)
    # the first call reads a thousand patterns
    devices = await asyncio.to_thread(lambda: [device_of(one.agent) for one in found])
    return [
        ShownSession(
            one.session_id,
            *device,
            one.address,
            one.begun_at,
            one.until,
            (one.username, one.session_id) == (by.username, by.session_id),
        )
        for one, device in zip(found, devices, strict=True)
    ]
