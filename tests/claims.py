"""Whoever a request says it is: for tests of what an account may see."""

from fastapi import Request

from chassis.auth.auth import Auth
from contracts.account import Account


class Claims(Auth):
    """The account that the header `x-account` names: role, region, agency."""

    def __init__(self) -> None:
        """Knows no keys and no limits."""

    async def account(self, request: Request) -> Account:
        role, region, agency = (*request.headers["x-account"].split("/"), "", "")[:3]
        claims = {"sub": "me", "role": role, "region": region or None, "agency": agency or None}
        return Account.model_validate(claims)
