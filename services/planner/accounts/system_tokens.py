"""Tokens with which an agency's own system reports as an officer's account."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from chassis.audit.entry import Deed
from chassis.auth.auth import SYSTEM_TOKEN, must_be
from chassis.clock import Clock
from chassis.http.problem import Fault, not_found
from chassis.http.validation import wrong
from chassis.text import Text
from contracts.account import Account, Role
from contracts.account_published import TOKENS_MOST
from planner import deeds
from planner.accounts.account import StoredAccount, StoredToken
from planner.accounts.rights import MANAGERS
from planner.accounts.saving import SavedAccounts

RANDOM_BYTES = 32
NAME_MOST, DAYS_MOST = 60, 366


class SystemTokens:
    """Makes and revokes them; each is a change of its account."""

    def __init__(self, accounts: SavedAccounts, clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock

    async def make(
        self, username: str, name: str, days: int, *, by: Account
    ) -> tuple[StoredAccount, StoredToken, str]:
        """The account, its new token, and the token's text, which is kept nowhere. Tokens that
        have expired are forgotten.

        Raises 403, 404, 422 for an account that is no officer's, has TOKENS_MOST tokens, or for a
        name or a number of days that is none.
        """
        must_be(by, *MANAGERS)
        text = f"{SYSTEM_TOKEN}{secrets.token_urlsafe(RANDOM_BYTES)}"
        now = self._clock.now()
        token = StoredToken(
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            name=" ".join(name.split()),
            made_by=by.username,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )

        def made(before: StoredAccount) -> tuple[StoredAccount, Deed]:
            valid = tuple(one for one in before.tokens if one.expires_at > now)
            if faults := _faults(before, valid, token.name, days):
                raise wrong(faults)
            return replace(before, tokens=(*valid, token)), deeds.token_made(before, token, by)

        return await self._accounts.change(username, made, by=by), token, text

    async def revoke(self, username: str, token_id: str, *, by: Account) -> StoredAccount:
        """The account without a token, which is valid nowhere within seconds. Raises 403, 404."""
        must_be(by, *MANAGERS)

        def revoked(before: StoredAccount) -> tuple[StoredAccount, Deed]:
            token = next((one for one in before.tokens if one.id == token_id), None)
            if token is None:
                raise not_found(Text("Token ini tidak ada.", "There is no such token."))
            left = tuple(one for one in before.tokens if one is not token)
            return replace(before, tokens=left), deeds.token_revoked(before, token, by)

        return await self._accounts.change(username, revoked, by=by)


def valid_tokens(account: StoredAccount, now: datetime) -> list[StoredToken]:
    """Those that have not expired."""
    return [token for token in account.tokens if token.expires_at > now]


def _faults(
    account: StoredAccount, valid: tuple[StoredToken, ...], name: str, days: int
) -> list[Fault]:
    faults = []
    if account.role is not Role.OFFICER:
        message = Text(
            "hanya akun pelapor (PPTK) yang dapat memiliki token sistem",
            "only an officer's account can have a token of a system",
        )
        faults.append(Fault("name", "token-not-officers", message))
    if len(valid) >= TOKENS_MOST:
        message = Text(
            f"akun ini sudah memiliki {TOKENS_MOST} token; cabut satu lebih dahulu",
            f"this account has {TOKENS_MOST} tokens; revoke one first",
        )
        faults.append(Fault("name", "too-many-tokens", message))
    if not 1 <= len(name) <= NAME_MOST:
        message = Text(
            f"tulis nama sistem yang memakainya, sampai {NAME_MOST} huruf",
            f"name the system that uses it, in up to {NAME_MOST} letters",
        )
        faults.append(Fault("name", "token-name", message))
    if not 1 <= days <= DAYS_MOST:
        message = Text(f"isi 1 sampai {DAYS_MOST} hari", f"must be 1 to {DAYS_MOST} days")
        faults.append(Fault("days", "token-days", message))
    return faults
