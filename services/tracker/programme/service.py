"""Makes the agenda of a region."""

from contracts.account import Account
from contracts.words import Kind
from tracker.council.service import Council
from tracker.items.query import ItemQuery
from tracker.periods.service import ReportingPeriods
from tracker.plan.regions import Regions
from tracker.programme.agenda import Agenda, agenda, last_day
from tracker.programme.programme import Programme
from tracker.programme.repository import DueRepository

DUE_MOST = 200
"""Quick wins of some months: a region has about six a year."""


class AgendaService:
    """Agendas of the regions that an account may see, with the quick wins that it may see."""

    def __init__(
        self,
        *,
        programme: Programme,
        rows: DueRepository,
        periods: ReportingPeriods,
        regions: Regions,
        council: Council,
    ) -> None:
        self.programme = programme
        self._rows = rows
        self._periods = periods
        self._regions = regions
        self._council = council

    async def of(self, account: Account, region: str = "") -> tuple[str, Agenda]:
        """A region, the account's first where none is asked for, and its agenda from today on.
        Raises 404, `DatabaseTrouble`.
        """
        chosen = await self._regions.chosen(account, region)
        calendars = await self._periods.calendars(account)
        calendar = next((one for one in calendars if one.region == chosen), None)
        if calendar is None:
            today = await self._council.today(account)
        else:
            today = self._periods.today(calendar)
        wanted = ItemQuery(account.scope, region=chosen, kind=Kind.QUICK_WIN)
        due = await self._rows.due(wanted, today, last_day(today), DUE_MOST)
        return chosen, agenda(self.programme, calendar, due, today)
