"""Offices that would be told, and that nobody holds. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from contracts import AgencyPublished
from contracts.words import AgencyCode, RegionCode
from notifier.directory.offices import Office
from notifier.directory.recipients import Offices


@dataclass(frozen=True, slots=True)
class Vacant:
    """Offices that nobody holds: of an agency, or of a region where `agency` is empty; `region` is
    empty for an agency that the directory does not have.
    """

    agency: AgencyCode
    region: RegionCode
    offices: tuple[Office, ...]


def vacancies(
    agencies: Sequence[AgencyPublished],
    responsible: Collection[AgencyCode],
    told: Collection[Office],
) -> Sequence[Vacant]:
    """Those of the offices `told` that nobody holds, the regions' first: for the agencies that are
    responsible for something, and for their regions.
    """
    directory, region_of = Offices(agencies), {one.agency: one.region for one in agencies}
    of_agencies = [(one, region_of.get(one, "")) for one in sorted(responsible)]
    regions = sorted({region for _, region in of_agencies if region})

    def unheld(agency: str, region: str) -> Vacant:
        found = (
            office
            for office in Office
            if office in told
            and office.is_of_an_agency is bool(agency)
            and not directory.holders(office, agency, region)
        )
        return Vacant(agency, region, tuple(found))

    places = [*(("", region) for region in regions), *of_agencies]
    return [one for place in places if (one := unheld(*place)).offices]
