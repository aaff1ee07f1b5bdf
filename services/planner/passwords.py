"""Passwords: argon2id, and the same time for a name that nobody has."""

import asyncio
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError

_ARGON2ID = PasswordHash.recommended()


@cache
def _nobodys() -> str:
    return _ARGON2ID.hash("an account that nobody has")


async def hashed(password: str) -> str:
    """The password as it is kept."""
    return await asyncio.to_thread(_ARGON2ID.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password; for an unknown account (None) False, after the same work."""
    return await asyncio.to_thread(_matches, password, kept)


def _matches(password: str, kept: str | None) -> bool:
    try:
        same = _ARGON2ID.verify(password, kept or _nobodys())
    except PwdlibError:
        return False
    return same and kept is not None
