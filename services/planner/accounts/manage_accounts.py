"""accounts requested -> listed, made, changed; passwords set."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from chassis.audit.entry import TEXT_MOST
from chassis.auth.auth import Auth, Caller, must_be
from chassis.http.body import takes
from chassis.http.paging import Cursor, Limit, after, page
from chassis.query import ScopedQuery
from contracts.account import Role
from contracts.account_published import ALSO_MOST
from contracts.token_used import TokenSource
from contracts.words import AsNumber
from planner.accounts.account import NewAccount, StoredAccount, StoredToken
from planner.accounts.password_service import AccountPasswords
from planner.accounts.repository import AccountRepository
from planner.accounts.rights import MANAGERS, scope_of
from planner.accounts.second_factor import is_on
from planner.accounts.service import AccountService
from planner.accounts.system_tokens import SystemTokens
from planner.body import StrictBody, Version
from planner.token_uses.repository import TokenUseRepository
from planner.token_uses.token_use import TokenUse

OneTime = Annotated[
    bool,
    Field(
        description="Its owner has to choose another password before the first session; false for "
        "the account of a program."
    ),
]


Also = Annotated[
    tuple[Annotated[str, Field(max_length=32)], ...],
    Field(max_length=ALSO_MOST, description="Further agencies that it may act for (Plt.)."),
]


class AccountBody(BaseModel):
    """An account to be made; an office's, never a person's."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=256)]
    role: Role
    agency: Annotated[str | None, Field(max_length=32)] = None
    also: Also = ()
    region: Annotated[str | None, Field(max_length=32)] = None
    one_time: OneTime = True


class AccountChange(StrictBody):
    """What an account may do from now on, at the version that is changed."""

    version: Version
    role: Role
    agency: Annotated[str | None, Field(max_length=32)] = None
    also: Also = ()
    region: Annotated[str | None, Field(max_length=32)] = None
    disabled: bool = False


class Removal(StrictBody):
    """Why an account is removed, at the version that was seen."""

    version: Version
    reason: Annotated[str, Field(max_length=TEXT_MOST)]


class NewPassword(StrictBody):
    """A password for somebody else's account."""

    password: Annotated[str, Field(max_length=256)]
    one_time: OneTime = True


class NewToken(StrictBody):
    """A token for an agency's own system."""

    name: Annotated[str, Field(max_length=200, description="The system that will use it.")]
    days: Annotated[
        int, Field(ge=0, le=9_999, description="How long it is valid, 1 to 366 days."), AsNumber
    ] = 365


class TokenUseShown(BaseModel):
    """The last use of a token."""

    used_at: datetime = Field(description="Within ten minutes.")
    source: TokenSource = Field(description="The road on which it came.")


class TokenShown(BaseModel):
    """A token of an agency's own system; the token itself is kept nowhere."""

    id: str = Field(description="To revoke it by.")
    name: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_use: TokenUseShown | None = Field(description="Null: it was never used.")


class TokenMade(TokenShown):
    """A new token, shown this once."""

    token: str


class AccountShown(BaseModel):
    """An account, without its password."""

    username: str
    role: Role
    agency: str | None
    also: list[str] = Field(description="Further agencies that it may act for (Plt.).")
    region: str | None = Field(description="The only region that it sees; null: all of them.")
    disabled: bool
    one_time: bool = Field(description="Whether its password has to be replaced first.")
    second_factor: bool = Field(description="Whether a sign-in needs a code beside the password.")
    version: int
    tokens: list[TokenShown]


class AccountPage(BaseModel):
    """Accounts in the order of their names, and the cursor of the next page."""

    items: list[AccountShown]
    next: str | None


def token_view(token: StoredToken, use: TokenUse | None = None) -> dict[str, Any]:
    """What is told of a token, which is itself kept nowhere."""
    last_use = {"used_at": use.used_at, "source": use.source} if use else None
    return {
        "id": token.id,
        "name": token.name,
        "made_by": token.made_by,
        "made_at": token.made_at,
        "expires_at": token.expires_at,
        "last_use": last_use,
    }


def account_view(account: StoredAccount, uses: Mapping[str, TokenUse]) -> dict[str, Any]:
    """The account in a response, with the last uses of its tokens; without its password and the
    secret of its second factor.
    """
    return {
        "username": account.username,
        "role": account.role,
        "agency": account.agency,
        "also": account.also,
        "region": account.region,
        "disabled": account.disabled,
        "one_time": account.one_time,
        "second_factor": is_on(account.second_factor),
        "version": account.version,
        "tokens": [token_view(token, uses.get(token.sha256)) for token in account.tokens],
    }


def routes(
    service: AccountService,
    tokens: SystemTokens,
    uses: TokenUseRepository,
    accounts: AccountRepository,
    auth: Auth,
    *,
    passwords: AccountPasswords,
) -> APIRouter:
    """The account routes, for administrators and, for their own agency, heads."""

    async def shown(stored: Sequence[StoredAccount]) -> list[dict[str, Any]]:
        used = await uses.of([token.sha256 for one in stored for token in one.tokens])
        return [account_view(one, used) for one in stored]

    async def shown_one(stored: StoredAccount) -> dict[str, Any]:
        (view,) = await shown([stored])
        return view

    router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"], route_class=auth.route)

    @router.get("", responses={200: {"model": AccountPage}})
    async def list_accounts(
        account: Caller, limit: Limit = 100, cursor: Cursor = None
    ) -> dict[str, Any]:
        """Daftar akun."""
        must_be(account, *MANAGERS)
        query = ScopedQuery(scope_of(account))
        stored = await accounts.page(query, after(cursor), limit + 1)
        return page(await shown(stored), limit, "username")

    @router.post("", status_code=201, responses={201: {"model": AccountShown}})
    async def make_account(account: Caller, body: AccountBody) -> dict[str, Any]:
        """Buat akun untuk sebuah jabatan."""
        new = NewAccount(body.username, body.role, body.agency, body.region, body.also)
        created = await service.create(new, body.password, one_time=body.one_time, by=account)
        return await shown_one(created)

    @router.put("/{username}", responses={200: {"model": AccountShown}})
    async def revise_account(
        account: Caller, username: Annotated[str, Path(max_length=64)], body: AccountChange
    ) -> dict[str, Any]:
        """Ubah peran, perangkat daerah atau wilayah; nonaktifkan atau aktifkan kembali."""
        changed = await service.revise(
            username,
            body.version,
            role=body.role,
            agency=body.agency,
            also=body.also,
            region=body.region,
            disabled=body.disabled,
            by=account,
        )
        return await shown_one(changed)

    @router.post("/{username}/removal", status_code=204)
    @takes(kilobytes=4)
    async def remove_account(
        account: Caller, username: Annotated[str, Path(max_length=64)], body: Removal
    ) -> None:
        """Hapus akun: sesi dan tokennya berakhir, laporannya tetap."""
        await service.remove(username, body.version, body.reason, by=account)

    @router.post("/{username}/password", responses={200: {"model": AccountShown}})
    @takes(kilobytes=8)
    async def set_password(
        account: Caller, username: Annotated[str, Path(max_length=64)], body: NewPassword
    ) -> dict[str, Any]:
        """Beri kata sandi baru; semua sesi akun itu berakhir."""
        changed = await passwords.set_password(
            username, body.password, one_time=body.one_time, by=account
        )
        return await shown_one(changed)

    @router.post("/{username}/tokens", status_code=201, responses={201: {"model": TokenMade}})
    @takes(kilobytes=4)
    async def make_token(
        account: Caller, username: Annotated[str, Path(max_length=64)], body: NewToken
    ) -> dict[str, Any]:
        """Buat token untuk sistem OPD; tampak sekali ini saja."""
        _, token, text = await tokens.make(username, body.name, body.days, by=account)
        return {"token": text, **token_view(token)}

    @router.delete("/{username}/tokens/{token_id}", responses={200: {"model": AccountShown}})
    async def revoke_token(
        account: Caller,
        username: Annotated[str, Path(max_length=64)],
        token_id: Annotated[str, Path(max_length=64)],
    ) -> dict[str, Any]:
        """Cabut token; dalam beberapa detik tidak berlaku di mana pun."""
        return await shown_one(await tokens.revoke(username, token_id, by=account))

    return router
