"""Gathers what a region's letter says, from what the council's page and its neighbours show."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from contracts import CalendarPublished, CouncilLetter
from contracts.account import Account, Role
from contracts.words import Kind
from tracker.council.repository import CouncilRepository
from tracker.council.service import DECIDED_MOST, MOVED_MOST, REPLANNED_MOST, Council
from tracker.decisions.query import DecisionFilter, DecisionQuery
from tracker.decisions.repository import DecisionRepository
from tracker.items.query import ItemQuery
from tracker.letters.letter import LetterFacts, letter_of
from tracker.letters.letter_days import LetterWeek
from tracker.letters.letter_rows import WeekRows
from tracker.periods.service import ReportingPeriods
from tracker.periods.service_level import Measures, measured
from tracker.plan.repository import AgencyRepository
from tracker.programme.agenda import Agenda, agenda, last_day
from tracker.programme.programme import Programme
from tracker.programme.repository import DueRepository
from tracker.programme.service import DUE_MOST
from tracker.status.rule_set import RuleSet

READER = "surat-dewan"
"""As whom the tracker reads for a letter: as a council's account of the region sees it."""
FIRST_SINCE = timedelta(days=7)
OVERDUE_MOST = 20


class LetterContent:
    """What letters say."""

    def __init__(
        self,
        *,
        council: Council,
        rows: CouncilRepository,
        decisions: DecisionRepository,
        periods: ReportingPeriods,
        programme: Programme,
        due: DueRepository,
        agencies: AgencyRepository,
        region_names: Mapping[str, str],
        rules: RuleSet,
        versions: Sequence[str],
    ) -> None:
        """`versions`: of all rules that the figures come from."""
        self._council = council
        self._rows = rows
        self._decisions = decisions
        self._periods = periods
        self._programme = programme
        self._due = due
        self._agencies = agencies
        self._region_names = region_names
        self._rules = rules
        self._versions = versions

    async def of(
        self,
        calendar: CalendarPublished,
        week: LetterWeek,
        last: CouncilLetter | None,
        behind_minutes: int,
    ) -> CouncilLetter:
        """The letter of a region as of now. Raises `DatabaseTrouble`."""
        region = calendar.region
        reader = Account(username=READER, role=Role.COUNCIL, region=region)
        overview = await self._council.overview(reader, ItemQuery())
        since = last.at if last else overview.at - FIRST_SINCE
        period = self._periods.latest_limited(calendar)
        counted: Mapping[str, Measures] = {}
        if period is not None:
            level = await self._periods.level_at(reader, calendar, period, None)
            counted = measured(level.expected)
        agencies = await self._agencies.agencies()
        return letter_of(
            LetterFacts(
                calendar=calendar,
                region_name=self._region_names.get(region, region),
                week=week,
                since=since,
                last=last,
                behind_minutes=behind_minutes,
                overview=overview,
                rows=await self._week_rows(reader, since, overview.at),
                period=period,
                measures=counted,
                agenda=await self._agenda(reader, calendar),
                names={row["_id"]: row["name"] for row in agencies},
                rules=self._rules,
                versions=self._versions,
            )
        )

    async def _agenda(self, reader: Account, calendar: CalendarPublished) -> Agenda:
        today = self._periods.today(calendar)
        wanted = ItemQuery(reader.scope, kind=Kind.QUICK_WIN)
        due = await self._due.due(wanted, today, last_day(today), DUE_MOST)
        return agenda(self._programme, calendar, due, today)

    async def _week_rows(self, reader: Account, since: datetime, at: datetime) -> WeekRows:
        wanted, decisions = ItemQuery(reader.scope), DecisionQuery(reader.scope)
        overdue = DecisionQuery(reader.scope, state=DecisionFilter.OVERDUE)
        return WeekRows(
            moved=await self._rows.moved(wanted, since, at, MOVED_MOST),
            replanned=await self._rows.replanned(wanted, since, at, REPLANNED_MOST),
            decided=await self._decisions.acted(decisions, since, at, DECIDED_MOST),
            overdue=await self._decisions.listed(overdue, at, None, OVERDUE_MOST),
        )
