"""calendar requested -> the programme's steps, limits of reporting, and quick wins due soon."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.auth.auth import caller
from chassis.web.pages import Pages
from contracts.wording import PERIODS, STATUSES
from tracker.pages.show_tasks import names_of_agencies
from tracker.plan.regions import Regions
from tracker.plan.repository import AgencyRepository
from tracker.programme.service import AgendaService

AGENDA = "/kemajuan/kalender"


def routes(
    pages: Pages, agendas: AgendaService, regions: Regions, agencies: AgencyRepository
) -> APIRouter:
    """Kalender program sebagai halaman."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(AGENDA)
    async def show_agenda(
        request: Request, wilayah: Annotated[str, Query(max_length=32)] = ""
    ) -> Response:
        """Yang datang dalam enam bulan."""
        account = caller(request)
        region, found = await agendas.of(account, wilayah)
        facts = {
            "agenda": found,
            "region": region,
            "regions": await regions.of(account),
            "programme": agendas.programme,
            "names": await names_of_agencies(agencies, region),
            "period_words": PERIODS,
            "statuses": STATUSES,
        }
        return pages.render(request, "agenda.html", facts)

    return router
