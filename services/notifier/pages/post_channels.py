"""channels of an address chosen -> written; the page says which come first."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller, must_be
from chassis.http.body import takes
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
AgencyCode = Annotated[str, Path(max_length=64)]


def routes(alert_pages: AlertPages, service: Preferences) -> APIRouter:
    """Saluran setiap alamat."""
    pages = alert_pages.pages
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    async def one(account: Account, agency: str) -> AgencyChannels:
        """An agency that the account may choose for. Raises 403, 404."""
        found = await service.page(account, None, 1, agency=agency)
        if not found:
            raise not_found(
                Text("Perangkat daerah ini tidak ada.", "There is no such agency."),
            )
        return found[0]

    async def form(
        request: Request,
        found: AgencyChannels,
        *,
        typed: Mapping[str, Sequence[str]],
        errors: Mapping[str, Text],
        status: int = 200,
        is_saved: bool = False,
    ) -> Response:
        facts = {
            **await alert_pages.words(request),
            "agency": found.agency,
            "addresses": [
                (number, one, typed.get(one.address, channels))
                for number, (one, channels) in enumerate(found.addresses, 1)
            ],
            "labels": labels_of(found),
            "places": PLACES[: 1 + len(found.choices)],
            "errors": errors,
            "is_saved": is_saved,
            "path": agency_path(found.agency.agency),
            "list_path": CHANNELS,
        }
        return pages.render(request, "channel_form.html", facts, status)

    @router.get(CHANNELS)
    async def show_channels(
        request: Request, sesudah: Annotated[str | None, Query(max_length=200)] = None
    ) -> Response:
        """Saluran setiap alamat."""
        account = caller(request)
        must_be(account, *MAY_CHOOSE)
        found = await service.page(account, after(sesudah), SHOWN_MOST + 1)
        shown, more = found[:SHOWN_MOST], len(found) > SHOWN_MOST
        following = {"sesudah": cursor_after(shown[-1].agency.agency)} if more else {}
        facts = {
            **await alert_pages.words(request),
            "shown": [(one, labels_of(one), agency_path(one.agency.agency)) for one in shown],
            "next": f"{CHANNELS}?{urlencode(following)}" if following else None,
            "is_first": sesudah is None,
            "path": CHANNELS,
        }
        return pages.render(request, "channels.html", facts)

    @router.get(f"{CHANNELS}/{{agency}}")
    async def show_agency(
        request: Request, agency: AgencyCode, selesai: Literal["ya", ""] = ""
    ) -> Response:
        """Saluran alamat satu perangkat daerah."""
        found = await one(caller(request), agency)
        return await form(request, found, typed={}, errors={}, is_saved=bool(selesai))

    @router.post(f"{CHANNELS}/{{agency}}")
    @takes(kilobytes=16)
    async def post_channels(request: Request, agency: AgencyCode) -> Response:
        """Pilih saluran satu alamat."""
        values, is_own = await form_of(request, (ADDRESS, *PLACES))
        account, address = caller(request), values[ADDRESS]
        channels = [values[name] for name in PLACES if values[name]]
        found = await one(account, agency)
        try:
            must_be_own(is_own)
            await service.choose(account, agency, address, channels)
        except Problem as problem:
            place = place_of(found, address)
            said = problem.faults[0].message if problem.faults else problem.detail
            return await form(
                request,
                found,
                typed={address: channels},
                errors={f"{PLACES[0]}-{place}": said},
                status=problem.status,
            )
        return RedirectResponse(f"{agency_path(agency)}?selesai=ya", 303)

    return router


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
