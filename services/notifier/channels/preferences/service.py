"""Chooses channels for addresses: the one place that guards who may."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.http.problem import Problem, not_found
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.text import Text
from contracts import AgencyPublished
from contracts.account import Account
from notifier.channels.channel_file import MAIL
from notifier.channels.named import Choice, NamedChannels
from notifier.channels.preferences.preference import (
    MAY_CHOOSE,
    NOTHING_CHOSEN,
    OfficeAddress,
    Preference,
    addresses_of,
    effective,
    faults_of,
    may_choose,
)
from notifier.channels.preferences.query import AgencyQuery
from notifier.channels.preferences.repository import PreferenceRepository
from notifier.deeds import CHANNELS_CHOSEN
from notifier.directory.recipients import mailbox


@dataclass(frozen=True, slots=True)
class AgencyChannels:
    """An agency's addresses, each with its channels, the first one first; and the named channels
    that they may have beside mail.
    """

    agency: AgencyPublished
    addresses: Sequence[tuple[OfficeAddress, tuple[str, ...]]]
    choices: Sequence[Choice]


class Preferences:
    """The channels of addresses."""

    def __init__(
        self,
        *,
        database: Database,
        rows: PreferenceRepository,
        named: NamedChannels,
        trail: Trail,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rows = rows
        self._named = named
        self._trail = trail
        self._clock = clock

    async def channels_of(self, address: str, unit: UnitOfWork | None = None) -> tuple[str, ...]:
        """The channels of an address, the first one to be used first; never none."""
        key = mailbox(address)
        return (await self.channels_of_all([key], unit))[key]

    async def channels_of_all(
        self, addresses: Collection[str], unit: UnitOfWork | None = None
    ) -> Mapping[str, tuple[str, ...]]:
        """The channels of each of the addresses, by mailbox."""
        keys = {mailbox(address) for address in addresses}
        chosen = await self._rows.chosen(keys, unit)
        return {key: self._effective(chosen.get(key)) for key in keys}

    async def page(
        self,
        account: Account,
        after: str | None,
        limit: int,
        *,
        agency: str | None = None,
        region: str | None = None,
    ) -> Sequence[AgencyChannels]:
        """Up to `limit` agencies that the account may choose for, in the order of their codes.
        Raises 403.
        """
        must_be(account, *MAY_CHOOSE)
        query = AgencyQuery(account.scope, agency=agency, region=region)
        agencies = await self._rows.agencies(query, after, limit)
        mailboxes = {one.mailbox for agency in agencies for one in addresses_of(agency)}
        channels = await self.channels_of_all(mailboxes)
        return [self._shown(agency, channels) for agency in agencies]

    async def choose(
        self, account: Account, agency: str, address: str, channels: Sequence[str]
    ) -> AgencyChannels:
        """Choose the channels of an address of the agency; the same again changes nothing.

        Raises 403 for an account that chooses none, 404 for an agency out of its scope or an
        address that it has not, 422 with what is wrong, `DatabaseTrouble`.
        """
        must_be(account, *MAY_CHOOSE)

        async def work(unit: UnitOfWork) -> AgencyChannels:
            office = await self._rows.agency(agency, unit)
            if office is None or not may_choose(account, office):
                raise _no_agency(agency)
            key = mailbox(address)
            found = next((one for one in addresses_of(office) if one.mailbox == key), None)
            if found is None:
                raise _no_address(agency)
            former = (await self._rows.chosen([key], unit)).get(key)
            was = self._effective(former)
            choices = self._named.choices(office.agency, office.region, was)
            if faults := list(faults_of(channels, {one.name: one.label for one in choices})):
                raise wrong(faults)
            own = {one.name for one in self._named.choices(office.agency, office.region)}
            of_other = former is not None and not own | {MAIL} >= set(channels)
            holder = former if former is not None and of_other else office
            now = Preference(key, tuple(channels), holder.agency, holder.region)
            if now.channels != (former.channels if former else NOTHING_CHOSEN):
                self._rows.save(unit, now, self._clock.now(), account.username)
                told = {"roles": found.roles, "was": was, "now": now.channels}
                self._trail.put(unit, Deed(CHANNELS_CHOSEN, account.username, office.agency, told))
            return AgencyChannels(office, [(found, now.channels)], choices)

        return await self._database.transaction(work)

    def _effective(self, chosen: Preference | None) -> tuple[str, ...]:
        if chosen is None:
            return NOTHING_CHOSEN
        choices = self._named.choices(chosen.agency, chosen.region)
        return effective(chosen, {one.name for one in choices})

    def _shown(
        self, agency: AgencyPublished, channels: Mapping[str, tuple[str, ...]]
    ) -> AgencyChannels:
        addresses = [(one, channels[one.mailbox]) for one in addresses_of(agency)]
        chosen = {name for _, names in addresses for name in names}
        choices = self._named.choices(agency.agency, agency.region, chosen)
        return AgencyChannels(agency, addresses, choices)


def _no_agency(code: str) -> Problem:
    return not_found(
        Text(
            f"Perangkat daerah {code} tidak ada, atau bukan dalam lingkup Anda.",
            f"There is no agency {code}, or it is out of your scope.",
        )
    )


def _no_address(agency: str) -> Problem:
    return not_found(
        Text(
            f"{agency} tidak mempunyai alamat ini; alamat ditulis di halaman perangkat daerah.",
            f"{agency} has no such address; addresses are written on the agency's page.",
        )
    )
