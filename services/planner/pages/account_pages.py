"""The pages of accounts: what they show, and what their forms change."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.audit.entry import Entry
from chassis.audit.trail import Trail
from chassis.auth.auth import caller, must_be
from chassis.digits import whole_number
from chassis.http.paging import after, cursor_after
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.text import Text
from chassis.web.pages import Pages, form_of, must_be_own
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.account_published import ALSO_MOST
from contracts.wording import ROLES
from planner.accounts.account import NewAccount, StoredAccount
from planner.accounts.password_service import AccountPasswords
from planner.accounts.passwords import new_one_time_password
from planner.accounts.query import AccountQuery
from planner.accounts.repository import AccountRepository
from planner.accounts.rights import MANAGERS, roles_to_give, scope_of
from planner.accounts.saving import SavedAccounts
from planner.accounts.second_factors import SecondFactors
from planner.accounts.service import AccountService
from planner.accounts.system_tokens import SystemTokens
from planner.agencies.names import AgencyNames
from planner.answers import STALE
from planner.deeds import DEEDS, DETAILS, OF_ACCOUNTS
from planner.pages.keeper import regions_of
from planner.pages.listed_sessions import ShownSession, sessions_shown
from planner.regions.region import Regions
from planner.sessions.service import Sessions
from planner.token_uses.repository import TokenUseRepository

ACCOUNTS = "/rencana/akun-akun"
SHOWN_MOST, HISTORY_MOST = 50, 20
YES = "ya"
NO_ERRORS: Mapping[str, Text] = {}
SHOWN = frozenset({403, 409, 422, 503})
FIELDS = ("username", "role", "agency", "also", "region", "disabled", "version")
NOTHING = dict.fromkeys((*FIELDS, "token_name", "days", "reason", "removal"), "")


class AccountPages:
    """Shows accounts, and changes them as their forms say."""

    def __init__(
        self,
        *,
        pages: Pages,
        service: AccountService,
        saved: SavedAccounts,
        passwords: AccountPasswords,
        factors: SecondFactors,
        tokens: SystemTokens,
        sessions: Sessions,
        uses: TokenUseRepository,
        accounts: AccountRepository,
        names: AgencyNames,
        regions: Regions,
        trail: Trail,
        zone: str,
    ) -> None:
        """`zone`: the time zone in which the history of an account is shown."""
        self.pages = pages
        self._service = service
        self._saved = saved
        self._passwords = passwords
        self._factors = factors
        self._tokens = tokens
        self._sessions = sessions
        self._uses = uses
        self._accounts = accounts
        self._names = names
        self._regions = regions
        self._trail = trail
        self._zone = zone

    async def listed(
        self,
        request: Request,
        begins: str,
        role: str,
        cursor: str | None,
        done: Text | None = None,
    ) -> Response:
        """The accounts that the reader may manage, in the order of their names."""
        by = caller(request)
        must_be(by, *MANAGERS)
        wanted = AccountQuery(scope_of(by), role=role or None)
        found = await self._accounts.found(wanted, begins.casefold(), after(cursor), SHOWN_MOST + 1)
        shown = found[:SHOWN_MOST]
        facts = {
            "accounts": shown,
            "done": done,
            "roles": ROLES,
            "asked": {"nama": begins, "peran": role},
            "is_first": cursor is None,
            "next": cursor_after(shown[-1].username) if len(found) > SHOWN_MOST else None,
        }
        return self.pages.render(request, "accounts.html", facts)

    async def new(self, request: Request) -> Response:
        """The form of a new account."""
        must_be(caller(request), *MANAGERS)
        return await self._form(request, {**NOTHING, "role": Role.OFFICER})

    async def stored(self, request: Request, username: str, done: Text | None = None) -> Response:
        """The form of a stored account."""
        stored = await self._saved.visible(username, caller(request))
        return await self._form(request, _values(stored), stored=stored, done=done)

    async def make(self, request: Request) -> Response:
        """Make an account with a one-time password, shown this once."""
        by = caller(request)
        must_be(by, *MANAGERS)
        values, is_own = await form_of(request, FIELDS)
        password = new_one_time_password()
        try:
            must_be_own(is_own)
            new = NewAccount(values["username"].casefold(), **_given(values, by))
            made = await self._service.create(new, password, one_time=True, by=by)
        except Problem as problem:
            return await self._refused(request, values, problem)
        return await self._form(request, _values(made), stored=made, password=password)

    async def revise(self, request: Request, username: str) -> Response:
        """Change an account, at the version that was seen."""
        by = caller(request)
        await self._saved.visible(username, by)
        values, is_own = await form_of(request, FIELDS)
        version = whole_number(values["version"], 15) or 0
        try:
            must_be_own(is_own)
            given, disabled = _given(values, by), values["disabled"] == YES
            await self._service.revise(username, version, **given, disabled=disabled, by=by)
        except Problem as problem:
            now = await self._saved.visible(username, by)
            # the version stays the one that was seen until its reader knows of the change
            version = now.version if problem.code == STALE else version
            shown = {**NOTHING, **values, "username": username, "version": version}
            return await self._refused(request, shown, problem, now)
        return RedirectResponse(f"{account_path(username)}?selesai=ubah", 303)

    async def remove(self, request: Request, username: str) -> Response:
        """Remove an account, at the version that was seen, with the reason."""
        by = caller(request)
        stored = await self._saved.visible(username, by)
        given, is_own = await form_of(request, ("removal", "version"))
        version = whole_number(given["version"], 15) or 0
        try:
            must_be_own(is_own)
            await self._service.remove(username, version, given["removal"], by=by)
        except Problem as problem:
            typed = {**_values(stored), "removal": given["removal"]}
            return await self._refused(request, typed, problem, stored, reason="removal")
        return RedirectResponse(f"{ACCOUNTS}?selesai=hapus", 303)

    async def give_password(self, request: Request, username: str) -> Response:
        """Give a one-time password, shown this once; the account's sessions end."""
        by = caller(request)
        stored = await self._saved.visible(username, by)
        _, is_own = await form_of(request, ())
        password = new_one_time_password()
        try:
            must_be_own(is_own)
            now = await self._passwords.set_password(username, password, one_time=True, by=by)
        except Problem as problem:
            return await self._refused(request, _values(stored), problem, stored)
        return await self._form(request, _values(now), stored=now, password=password)

    async def end_sessions(self, request: Request, username: str) -> Response:
        """End every session of an account."""
        by = caller(request)
        stored = await self._saved.visible(username, by)
        _, is_own = await form_of(request, ())
        try:
            must_be_own(is_own)
            await self._service.end_sessions(username, by=by)
        except Problem as problem:
            return await self._refused(request, _values(stored), problem, stored)
        return RedirectResponse(f"{account_path(username)}?selesai=sesi", 303)

    async def end_session(self, request: Request, username: str, session_id: str) -> Response:
        """End one session of an account."""
        by = caller(request)
        stored = await self._saved.visible(username, by)
        _, is_own = await form_of(request, ())
        try:
            must_be_own(is_own)
            await self._sessions.end(username, session_id, by=by)
        except Problem as problem:
            return await self._refused(request, _values(stored), problem, stored)
        return RedirectResponse(f"{account_path(username)}?selesai=satu-sesi", 303)

    async def remove_second_factor(self, request: Request, username: str) -> Response:
        """Take the second factor off an account, such as one whose phone is lost."""
        by = caller(request)
        stored = await self._saved.visible(username, by)
        given, is_own = await form_of(request, ("reason",))
        try:
            must_be_own(is_own)
            await self._factors.remove(username, given["reason"], by=by)
        except Problem as problem:
            typed = {**_values(stored), "reason": given["reason"]}
            return await self._refused(request, typed, problem, stored)
        return RedirectResponse(f"{account_path(username)}?selesai=dua-langkah", 303)

    async def make_token(self, request: Request, username: str) -> Response:
        """Make a token for an agency's own system, shown this once."""
        by = caller(request)
        stored = await self._saved.visible(username, by)
        given, is_own = await form_of(request, ("name", "days"))
        days = whole_number(given["days"]) or 0
        try:
            must_be_own(is_own)
            now, _, text = await self._tokens.make(username, given["name"], days, by=by)
        except Problem as problem:
            typed = {**_values(stored), "token_name": given["name"], "days": given["days"]}
            return await self._refused(request, typed, problem, stored)
        return await self._form(request, _values(now), stored=now, token=text)

    async def revoke_token(self, request: Request, username: str, token_id: str) -> Response:
        """Revoke such a token."""
        by = caller(request)
        stored = await self._saved.visible(username, by)
        _, is_own = await form_of(request, ())
        try:
            must_be_own(is_own)
            await self._tokens.revoke(username, token_id, by=by)
        except Problem as problem:
            return await self._refused(request, _values(stored), problem, stored)
        return RedirectResponse(f"{account_path(username)}?selesai=token", 303)

    async def _refused(
        self,
        request: Request,
        values: Mapping[str, Any],
        problem: Problem,
        stored: StoredAccount | None = None,
        *,
        reason: str = "reason",
    ) -> Response:
        """The form with what is wrong, and all that was typed; `reason`: what the form calls the
        field of a reason.
        """
        if problem.status not in SHOWN:
            raise problem
        named = {"reason": reason}
        errors = {named.get(fault.field, fault.field): fault.message for fault in problem.faults}
        if not errors:
            field = "username" if problem.code == "already-exists" else "role"
            errors = {field: problem.detail}
        return await self._form(request, values, errors, problem.status, stored=stored)

    async def _form(
        self,
        request: Request,
        values: Mapping[str, Any],
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
        *,
        stored: StoredAccount | None = None,
        done: Text | None = None,
        password: str | None = None,
        token: str | None = None,
    ) -> Response:
        by = caller(request)
        facts = {
            "values": values,
            "errors": errors,
            "stored": stored,
            "done": done,
            "password": password,
            "token": token,
            "roles": {role: ROLES[role] for role in roles_to_give(by)},
            "regions": regions_of(by, self._regions),
            "sees_all": by.region is None,
            "agencies": await self._names.of(by),
            "is_head": by.role in OF_AN_AGENCY,
            "sessions": await self._sessions_of(stored, by),
            "uses": await self._uses.of([one.sha256 for one in stored.tokens] if stored else ()),
            "history": await self._history_of(stored),
            "deeds": DEEDS,
            "details": DETAILS,
            "zone": self._zone,
        }
        return self.pages.render(request, "account_form.html", facts, status)

    async def _sessions_of(
        self, stored: StoredAccount | None, by: Account
    ) -> Sequence[ShownSession]:
        """The sessions of another's account; one's own are on one's own page."""
        if stored is None or stored.username == by.username:
            return ()
        return await sessions_shown(self._sessions, stored.username, by)

    async def _history_of(self, stored: StoredAccount | None) -> Sequence[Entry]:
        """What was done to an account lately; sign-ins too."""
        if stored is None:
            return ()
        wanted = {"about": stored.username}
        return await self._trail.entries.latest(wanted, None, HISTORY_MOST, what=OF_ACCOUNTS)


def account_path(username: str) -> str:
    """Where the page of an account is."""
    return f"{ACCOUNTS}/{quote(username, safe='')}"


def _given(values: Mapping[str, str], by: Account) -> dict[str, Any]:
    """Role, agencies and region as typed; a head's are of his agency. Raises 422."""
    role = values["role"]
    if role not in set(Role):
        message = Text("Pilih satu peran.", "Choose a role.")
        raise wrong([Fault("role", "unknown-word", message)])
    agency, region = values["agency"] or None, values["region"] or None
    also = tuple(code.strip() for code in values["also"].split(",") if code.strip())
    if len(also) > ALSO_MOST:
        message = Text(f"paling banyak {ALSO_MOST}", f"at most {ALSO_MOST}")
        raise wrong([Fault("also", "too-long", message)])
    if by.role in OF_AN_AGENCY:
        agency, region, also = by.agency, by.region, ()
    return {"role": Role(role), "agency": agency, "also": also, "region": region}


def _values(stored: StoredAccount) -> dict[str, Any]:
    return {
        "username": stored.username,
        "role": stored.role,
        "agency": stored.agency or "",
        "also": ", ".join(stored.also),
        "region": stored.region or "",
        "disabled": YES if stored.disabled else "",
        "version": stored.version,
        "token_name": "",
        "days": "365",
        "reason": "",
        "removal": "",
    }
