"""Signing out, also where the session cannot be ended: on this device it is over."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import AsyncMock, Mock

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pymongo.errors import ServerSelectionTimeoutError

from chassis.auth.refused import session_ended
from chassis.clock import FixedClock
from chassis.web.session import COOKIE
from contracts.account import Account, Role
from planner.pages import post_session

MINE = Account(username="petugas", role=Role.OFFICER, session_id="0123456789abcdef")


async def signed_out(auth: Any, sessions: Any) -> httpx.Response:
    pages: Any = Mock(open_route=APIRoute, site=Mock(link=lambda path: path))
    app, clock = FastAPI(), FixedClock(datetime(2026, 11, 24, tzinfo=UTC))
    app.include_router(post_session.routes(pages, Mock(), sessions, auth, clock))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://planner") as client:
        client.cookies.set(COOKIE, "token")
        return await client.post("/rencana/keluar")


async def test_who_signs_out_ends_the_session() -> None:
    sessions = AsyncMock()
    answer = await signed_out(AsyncMock(of_session=AsyncMock(return_value=MINE)), sessions)
    assert answer.status_code == 303
    sessions.end.assert_awaited_once_with("petugas", MINE.session_id, by=MINE)


@pytest.mark.parametrize("trouble", [ServerSelectionTimeoutError("away"), session_ended()])
async def test_the_cookie_goes_whatever_hinders_the_end(trouble: Exception) -> None:
    hindered = AsyncMock(end=AsyncMock(side_effect=trouble))
    answer = await signed_out(AsyncMock(of_session=AsyncMock(return_value=MINE)), hindered)
    assert answer.status_code == 303
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]
