"""Who sends a table of accounts, and which regions and agencies its words mean for them. Pure."""

from collections.abc import Mapping, Sequence

from chassis.sheets.key import header_key
from chassis.sheets.refusal import Unreadable
from contracts.account import OF_AN_AGENCY, Account
from planner.account_sheets.columns import ALL_REGIONS, ALL_REGIONS_KEYS
from planner.agencies.directory import AgencyDirectory
from planner.agencies.stored import StoredAgency
from planner.refusal import NotOfThePlan


class Sender:
    """An account with the regions, and the agencies that it may name."""

    def __init__(
        self, account: Account, regions: Mapping[str, str], agencies: Sequence[StoredAgency]
    ) -> None:
        """`regions`: the name of every region by its code."""
        self.account = account
        self._regions = regions
        self._keys = {header_key(text): code for code, name in regions.items() for text in (name,)}
        self._keys |= {header_key(code): code for code in regions}
        self._agencies = agencies
        self._region_of = {one.draft.agency: one.region for one in agencies}
        self._directories: dict[str | None, AgencyDirectory] = {}

    @property
    def is_of_an_agency(self) -> bool:
        """Whether it only manages accounts of its own agency."""
        return self.account.role in OF_AN_AGENCY

    def region(self, text: str) -> str | None:
        """The code of the region that `text` names, None for all; Unreadable(unknown-region)."""
        key = header_key(text)
        if key in ALL_REGIONS_KEYS:
            return None
        if key in self._keys:
            return self._keys[key]
        own = self.account.region
        known = ", ".join([own] if own else [*self._regions, ALL_REGIONS])
        raise NotOfThePlan("unknown-region", value=text, known=known)

    def region_of(self, agency: str | None) -> str | None:
        """The region of an agency that it may name; None where it is not known."""
        return self._region_of.get(agency or "")

    def agency(self, text: str, region: str | None) -> str:
        """The code of the agency that `text` names in a region, or in all for None.

        Unreadable: unknown-agency, ambiguous-agency, agency-elsewhere.
        """
        try:
            return self._directory(region).resolve(text)
        except Unreadable as error:
            elsewhere = self._elsewhere(text) if error.code == "unknown-agency" else None
            if region is None or elsewhere is None:
                raise
        facts = {"value": text, "region": self._region_of[elsewhere]}
        raise NotOfThePlan("agency-elsewhere", **facts)

    def _elsewhere(self, text: str) -> str | None:
        try:
            return self._directory(None).resolve(text)
        except Unreadable:
            return None

    def _directory(self, region: str | None) -> AgencyDirectory:
        if region not in self._directories:
            drafts = [one.draft for one in self._agencies if region in {None, one.region}]
            self._directories[region] = AgencyDirectory(drafts)
        return self._directories[region]
