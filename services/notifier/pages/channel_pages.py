"""The pages of channels: each address with its own, and the forms in which they are chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller, must_be
from chassis.http.paging import after, cursor_after
from chassis.http.problem import Problem, not_found
from chassis.text import Text
from chassis.web.pages import form_of, must_be_own
from contracts.account import Account
from notifier.channels.channel_file import MAIL
from notifier.channels.preferences.preference import MAY_CHOOSE, MOST
from notifier.channels.preferences.service import AgencyChannels, Preferences
from notifier.pages.alert_pages import AlertPages

CHANNELS = "/peringatan/saluran"
SHOWN_MOST = 30
ADDRESS = "alamat"
PLACES = tuple(f"saluran{number}" for number in range(1, MOST + 1))
"""Fields of the form: the channel that is used first, the one after it, and so on."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen for an address and is not saved, and what is wrong with it."""

    address: str = ""
    channels: Sequence[str] = ()
    errors: Mapping[str, Text] = field(default_factory=dict)


NOTHING_TYPED = Typed()


class ChannelPages:
    """Pages of the addresses that an account may choose for."""

    def __init__(self, alert_pages: AlertPages, channels: Preferences) -> None:
        self.pages = alert_pages.pages
        self._words = alert_pages.words
        self._channels = channels

    async def listed(self, request: Request, cursor: str | None) -> Response:
        """Every address with its channels, by agency. Raises 403, 422 for a cursor that is none."""
        account = caller(request)
        must_be(account, *MAY_CHOOSE)
        found = await self._channels.page(account, after(cursor), SHOWN_MOST + 1)
        shown, more = found[:SHOWN_MOST], len(found) > SHOWN_MOST
        following = {"sesudah": cursor_after(shown[-1].agency.agency)} if more else {}
        facts = {
            **await self._words(request),
            "shown": [(one, labels_of(one), agency_path(one.agency.agency)) for one in shown],
            "next": f"{CHANNELS}?{urlencode(following)}" if following else None,
            "is_first": cursor is None,
            "path": CHANNELS,
        }
        return self.pages.render(request, "channels.html", facts)

    async def one(self, request: Request, agency: str, *, is_saved: bool) -> Response:
        """The forms of an agency's addresses. Raises 403, 404."""
        found = await self._found(caller(request), agency)
        return await self._form(request, found, is_saved=is_saved)

    async def chosen(self, request: Request, agency: str) -> Response:
        """Save what was chosen for an address; or the form with what is wrong. Raises 403, 404."""
        values, is_own = await form_of(request, (ADDRESS, *PLACES))
        account, address = caller(request), values[ADDRESS]
        channels = [values[name] for name in PLACES if values[name]]
        found = await self._found(account, agency)
        try:
            must_be_own(is_own)
            await self._channels.choose(account, agency, address, channels)
        except Problem as problem:
            said = problem.faults[0].message if problem.faults else problem.detail
            errors = {f"{PLACES[0]}-{place_of(found, address)}": said}
            typed = Typed(address, channels, errors)
            return await self._form(request, found, typed, problem.status)
        return RedirectResponse(f"{agency_path(agency)}?selesai=ya", 303)

    async def _found(self, account: Account, agency: str) -> AgencyChannels:
        found = await self._channels.page(account, None, 1, agency=agency)
        if not found:
            message = Text("Perangkat daerah ini tidak ada.", "There is no such agency.")
            raise not_found(message)
        return found[0]

    async def _form(
        self,
        request: Request,
        found: AgencyChannels,
        typed: Typed = NOTHING_TYPED,
        status: int = 200,
        *,
        is_saved: bool = False,
    ) -> Response:
        facts = {
            **await self._words(request),
            "agency": found.agency,
            "addresses": [
                (number, one, typed.channels if one.address == typed.address else channels)
                for number, (one, channels) in enumerate(found.addresses, 1)
            ],
            "labels": labels_of(found),
            "places": PLACES[: 1 + len(found.choices)],
            "errors": typed.errors,
            "is_saved": is_saved,
            "path": agency_path(found.agency.agency),
            "list_path": CHANNELS,
        }
        return self.pages.render(request, "channel_form.html", facts, status)


def labels_of(one: AgencyChannels) -> Mapping[str, str]:
    """The channels that an address of the agency may have, as a reader calls them."""
    return {MAIL: "Surel", **{choice.name: choice.label for choice in one.choices}}


def place_of(found: AgencyChannels, address: str) -> int:
    """The number of an address on the page; that of the first for one that is not there."""
    numbers = {one.address: number for number, (one, _) in enumerate(found.addresses, 1)}
    return numbers.get(address, 1)


def agency_path(agency: str) -> str:
    """Where the channels of an agency's addresses are chosen."""
    return f"{CHANNELS}/{quote(agency, safe='')}"
