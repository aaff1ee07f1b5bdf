"""policy requested -> the rules in force as sentences, and the offices that nobody holds."""

from fastapi import APIRouter, Request, Response

from chassis.auth.auth import caller
from contracts.wording import KINDS, PILLARS, STATUSES
from notifier.directory.vacancies import vacancies
from notifier.pages.alert_pages import AlertPages
from notifier.pages.ladders import offices_told

POLICY = "/peringatan/kebijakan"


def routes(alert_pages: AlertPages) -> APIRouter:
    """Kebijakan peringatan."""
    pages = alert_pages.pages
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(POLICY)
    async def show_policy(request: Request) -> Response:
        """Kebijakan yang berlaku, dan jabatan yang kosong."""
        scope = caller(request).scope
        agencies = await alert_pages.agencies.within(scope)
        responsible = await alert_pages.responsible(scope)
        told = offices_told(alert_pages.policy())
        facts = {
            **await alert_pages.words(request),
            "policy": alert_pages.policy(),
            "vacant": vacancies(agencies, responsible, told),
            "statuses": STATUSES,
            "kinds": KINDS,
            "pillars": PILLARS,
        }
        return pages.render(request, "policy.html", facts)

    return router
