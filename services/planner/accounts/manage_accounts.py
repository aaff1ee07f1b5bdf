"""GET, POST /api/v1/accounts."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller, must_be
from chassis.http.paging import Cursor, Limit, after, page
from chassis.query import ScopedQuery
from contracts.account import Role, Scope
from planner.accounts.account import NewAccount, StoredAccount
from planner.accounts.repository import AccountRepository
from planner.accounts.service import AccountService
from planner.answers import other_region


class AccountBody(BaseModel):
    """An account to be made; an office's, never a person's."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=256)]
    role: Role
    agency: Annotated[str | None, Field(max_length=32)] = None
    region: Annotated[str | None, Field(max_length=32)] = None


def account_view(account: StoredAccount) -> dict[str, Any]:
    """The account in a response, without its password."""
    return {
        "username": account.username,
        "role": account.role,
        "agency": account.agency,
        "region": account.region,
    }


def routes(service: AccountService, accounts: AccountRepository, auth: Auth) -> APIRouter:
    """The account routes, for administrators."""
    router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"], route_class=auth.route)

    @router.get("")
    async def list_accounts(
        account: Caller, limit: Limit = 100, cursor: Cursor = None
    ) -> dict[str, Any]:
        """Daftar akun."""
        must_be(account, Role.ADMIN)
        query = ScopedQuery(Scope(account.region))
        stored = await accounts.page(query, after(cursor), limit + 1)
        return page([account_view(one) for one in stored], limit, "username")

    @router.post("", status_code=201)
    async def make_account(account: Caller, body: AccountBody) -> dict[str, Any]:
        """Buat akun untuk sebuah jabatan."""
        must_be(account, Role.ADMIN)
        if account.region not in {None, body.region}:
            raise other_region(body.region or "*")
        new = NewAccount(body.username, body.role, body.agency, body.region)
        return account_view(await service.create(new, body.password))

    return router
