"""GET /api/v1/channels; PUT /api/v1/channels/{agency}."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller
from chassis.http.paging import Cursor, Limit, after, cursor_after
from contracts.addresses import LONGEST_ADDRESS, AddressFault
from notifier.channels.preferences.preference import MOST, OfficeAddress
from notifier.channels.preferences.service import AgencyChannels, Preferences

QueryWord = Annotated[str | None, Query(max_length=64)]
ChannelName = Annotated[str, Field(max_length=32)]


class ChannelShown(BaseModel):
    """A channel that may be chosen beside mail."""

    name: str
    label: str


class AddressShown(BaseModel):
    """An address of an agency; `mail_fault` says why no mail can be written to it."""

    address: str
    roles: list[str]
    mail_fault: AddressFault | None
    channels: list[str] = Field(description="The first one is used first.")


class AgencyChannelsShown(BaseModel):
    """An agency's addresses, and what may be chosen for them beside mail."""

    agency: str
    region: str
    name: str
    addresses: list[AddressShown]
    choices: list[ChannelShown]


class AgencyChannelsPage(BaseModel):
    """Agencies in the order of their codes, and the cursor of the next page."""

    items: list[AgencyChannelsShown]
    next: str | None


class ChannelsChosen(BaseModel):
    """The channels of one address. It stands in the body: paths are logged on the way."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[str, Field(max_length=LONGEST_ADDRESS)]
    channels: Annotated[list[ChannelName], Field(max_length=4 * MOST)]


def routes(service: Preferences, auth: Auth) -> APIRouter:
    """The routes of channels: admin and planner within their region, an office's accounts for
    their own agency.
    """
    router = APIRouter(prefix="/api/v1/channels", tags=["channels"], route_class=auth.route)

    @router.get("")
    async def list_channels(
        *,
        account: Caller,
        agency: QueryWord = None,
        region: QueryWord = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> AgencyChannelsPage:
        """Saluran setiap alamat."""
        found = await service.page(
            account, after(cursor), limit + 1, agency=agency or None, region=region or None
        )
        more = len(found) > limit
        return AgencyChannelsPage(
            items=[_shown(one) for one in found[:limit]],
            next=cursor_after(found[limit - 1].agency.agency) if more else None,
        )

    @router.put("/{agency}")
    async def choose_channels(
        account: Caller, agency: Annotated[str, Path(max_length=64)], body: ChannelsChosen
    ) -> AddressShown:
        """Pilih saluran satu alamat."""
        chosen = await service.choose(account, agency, body.address, body.channels)
        ((address, channels),) = chosen.addresses
        return _address_shown(address, channels)

    return router


def _shown(one: AgencyChannels) -> AgencyChannelsShown:
    return AgencyChannelsShown(
        agency=one.agency.agency,
        region=one.agency.region,
        name=one.agency.name,
        addresses=[_address_shown(address, channels) for address, channels in one.addresses],
        choices=[ChannelShown(name=choice.name, label=choice.label) for choice in one.choices],
    )


def _address_shown(one: OfficeAddress, channels: tuple[str, ...]) -> AddressShown:
    return AddressShown(
        address=one.address,
        roles=list(one.roles),
        mail_fault=one.mail_fault,
        channels=list(channels),
    )
