"""Composition of the tracker: constructs and connects its parts."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from fastapi import APIRouter, FastAPI

from chassis.column_names.repository import ColumnNames
from chassis.files.readers import FileReaders
from chassis.paper.printer import Printer
from chassis.serve import Service
from chassis.web.pages import Pages
from tracker.alerts import on_alert_noted, on_alert_sent
from tracker.alerts.repository import AlertRepository
from tracker.as_of.repository import AsOfRepository
from tracker.as_of.service import AsOfItems
from tracker.bands import show_bands
from tracker.bands.repository import BandRepository
from tracker.council.repository import CouncilRepository
from tracker.council.service import Council, ToLookAt
from tracker.council.year_curve import YearCurve
from tracker.curve_metrics import CurveGauges
from tracker.decision_metrics import DecisionGauges
from tracker.decisions import post_decision
from tracker.decisions.minutes import MinutesFiles
from tracker.decisions.repository import DecisionRepository
from tracker.decisions.service import Decisions
from tracker.deeds import DEEDS, DETAILS
from tracker.drafts.repository import DraftRepository
from tracker.evaluation.repository import PackRepository
from tracker.evaluation.service import EvaluationPacks
from tracker.evidence import post_evidence, show_evidence
from tracker.evidence.inspection import inspected
from tracker.evidence.kept_files import KeptFiles
from tracker.evidence.repository import EvidenceRepository
from tracker.evidence.service import EvidenceService
from tracker.evidence.storing import Storing
from tracker.evidence.virus_scan import VirusScan
from tracker.forecast import show_forecast
from tracker.funding import post_figures
from tracker.funding.links import LinkService
from tracker.funding.overview import FundingOverview
from tracker.funding.reckoning import Reckoning
from tracker.funding.repository import FundingRepository
from tracker.funding.service import FundingService
from tracker.index import show_index
from tracker.index.service import IndexService
from tracker.items import list_items
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.letters import list_letters
from tracker.letters.content import LetterContent
from tracker.letters.reading import LetterReading
from tracker.letters.repository import LetterRepository
from tracker.letters.service import Letters
from tracker.metrics import Counters, Standings, tell_settings
from tracker.pages import import_reports as sheet_page
from tracker.pages import (
    manage_funding,
    show_changes,
    show_council,
    show_decisions,
    show_item,
    show_letters,
    show_offline,
    show_pack,
    show_public,
    show_receipt,
    show_reporting,
    show_reviews,
    show_stood,
    show_tasks,
)
from tracker.pages import post_decision as decision_page
from tracker.pages import post_dismissal as dismissal_page
from tracker.pages import post_evidence as evidence_page
from tracker.pages import post_report as report_page
from tracker.pages import post_review as review_page
from tracker.pages import show_agenda as agenda_page
from tracker.pages import show_index as index_page
from tracker.pages.decision_pages import DecisionPages
from tracker.pages.funding_pages import FundingPages
from tracker.pages.letter_paper import LetterPaper
from tracker.pages.pack_paper import pack_paper
from tracker.pages.post_report import ReportPages
from tracker.pages.repository import ItemPageRepository, TaskPageRepository
from tracker.pages.sheet_pages import SheetPages
from tracker.pages.show_item import ItemPages
from tracker.pages.show_receipt import ReceiptPages
from tracker.pages.show_reviews import ReviewPages
from tracker.partner_metrics import PartnerGauges
from tracker.period_metrics import PeriodGauges
from tracker.periods import on_calendar_published, show_periods
from tracker.periods.repository import PeriodRepository
from tracker.periods.service import ReportingPeriods
from tracker.place_metrics import PlaceGauges
from tracker.plan import on_account_published, on_agency_published, on_plan_item_published
from tracker.plan.regions import Regions
from tracker.plan.repository import AgencyRepository
from tracker.plausibility import post_dismissal
from tracker.plausibility.draft_marks import DraftMarks
from tracker.plausibility.report_watch import ReportWatch
from tracker.plausibility.repository import MarkRepository
from tracker.plausibility.rule_set import read_plausibility_rules
from tracker.plausibility.service import ReportMarks
from tracker.plausibility_metrics import PlausibilityGauges
from tracker.programme import show_agenda
from tracker.programme.repository import DueRepository
from tracker.programme.service import AgendaService
from tracker.public.public_regions import read_public_regions
from tracker.public.repository import PublicItemRepository
from tracker.public.service import PublicService
from tracker.recounted import Pace
from tracker.region_data import RegionData, read_region_data
from tracker.report_sheets.recorder import Recorder
from tracker.report_sheets.repository import ReportUploads
from tracker.report_sheets.service import ReportSheets
from tracker.reporting import import_reports, on_progress_submitted, post_report
from tracker.reporting.importing import Imports
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.repository import ReportRepository
from tracker.reporting.senders import Senders
from tracker.reporting.workbook import ReportFile, read_reports
from tracker.review import post_review
from tracker.review.counting import Counting
from tracker.review.repository import ReviewRepository
from tracker.review.service import Reviews
from tracker.settings import Settings
from tracker.sipd.workbook import read_sipd
from tracker.status.clock_watch import ClockWatch, LatestInstant
from tracker.status.rule_set import RuleSet
from tracker.summary import show_summary
from tracker.summary.repository import SummaryRepository
from tracker.telling_again.repository import TellingAgainRepository
from tracker.telling_again.service import TellingAgain
from tracker.token_uses.service import TokenUseService
from tracker.token_uses.token_uses import TokenUses
from tracker.troubled_metrics import TroubledGauges

FIRST_TRIED = 2
"""Routers of pages that are tried before all others: an officer's tasks and an item are most of
what is opened, and each router that does not match takes its time.
"""
LOOKS_WAITING = 200
"""Photos that may wait to be drawn for those who look at them: a page shows fifty."""


def create_app(settings: Settings) -> FastAPI:
    """Construct the whole service."""
    uses = TokenUses()
    service = Service("tracker", settings, systems=uses.over_http)
    data = read_region_data(settings)
    rules, proof_rules, categories, schemes, boundaries = data[:5]
    latest = LatestInstant()
    database, clock, alerts = service.database, service.clock, _alerts(service)
    item_rows, reports = ItemRepository(database), ReportRepository(database)
    agencies, summaries = AgencyRepository(database), SummaryRepository(database, proof_rules)
    bands = BandRepository(database, schemes)
    counters, pace = Counters(service.registry), Pace()
    standings = Standings(
        items=item_rows,
        summaries=summaries,
        agencies=agencies,
        clock=clock,
        rules=rules,
        registry=service.registry,
        pace=pace,
        bands=bands,
        know_regions=counters.know,
    )
    board_gauges = _board_gauges(
        service, data, summaries=summaries, agencies=agencies, alerts=alerts, pace=pace
    )
    period_rows = PeriodRepository(database)
    periods, period_gauges = _periods(service, period_rows, pace)
    evidence_rows, virus_scan = EvidenceRepository(database), VirusScan(settings.clamd)
    files = _kept_files(service, settings, evidence_rows, virus_scan)
    minutes = MinutesFiles(files, evidence_rows, settings.evidence_quota_mb)
    decisions = _decisions(service, pace, minutes)
    marks, draft_marks, report_watch = _plausibility(service, settings, period_rows, pace)
    past = _past(service, period_rows, rules)
    items = Items(
        database=database,
        items=item_rows,
        reports=reports,
        evidence=evidence_rows,
        outbox=service.outbox,
        clock=clock,
        rules=rules,
        counts_from=period_rows.counts_from,
        after_commit=[
            *(counters.after_commit, standings.after_commit),
            *(gauges.after_commit for gauges in board_gauges),
            *(period_gauges.after_commit, latest.after_commit, report_watch.after_commit),
        ],
    )

    on_plan_item_published.routes(service.bus, items)
    on_agency_published.routes(service.bus, agencies)
    on_account_published.routes(service.bus, service.accounts)
    on_progress_submitted.routes(
        service.bus,
        items,
        Senders(service.auth, items, used=uses.over_kafka, trust_broker=settings.trust_broker),
    )
    token_uses = TokenUseService(uses=uses, database=database, outbox=service.outbox, clock=clock)
    service.throughout(token_uses.run)
    tell_settings(
        service.registry, trust_broker=settings.trust_broker, portal_url=settings.portal_url
    )
    telling_again = _telling_again(service)
    for work in (item_rows.prepare, reports.prepare, telling_again.tell):
        service.before(work)
    service.throughout(standings.run)
    readers = FileReaders(read_reports, settings)
    service.throughout(readers.run)
    evidence = _evidence(
        service, settings, files, item_rows, evidence_rows, after_commit=standings.changed.set
    )
    service.wake("status", ClockWatch(items, latest).tick, item_rows.next_wake)

    review_rows = ReviewRepository(database)
    reviews = Reviews(
        database=database,
        reviews=review_rows,
        periods=period_rows,
        items=items,
        outbox=service.outbox,
        clock=clock,
        after_commit=[counters.after_review, lambda _: standings.changed.set()],
    )
    service.before(review_rows.prepare)
    _count_anew(service, periods, items, item_rows, review_rows)
    names = ColumnNames(database, "report_column_names")
    imports = Imports(items, item_rows, clock, service.trail, categories)
    record = post_report.recording(items, clock)
    drafts, auth = DraftRepository(database), service.auth
    service.before(drafts.prepare)
    pages = service.pages("/kemajuan", "tracker.pages")
    receipts = ReceiptPages(
        pages,
        items=item_rows,
        reports=reports,
        evidence=evidence,
        reviews=reviews,
        marks=marks,
        categories=categories,
        clock=clock,
        rules=rules,
    )
    item_pages = ItemPages(
        pages,
        items=ItemPageRepository(database),
        boundaries=boundaries,
        categories=categories,
        proof_rules=proof_rules,
        clock=clock,
        rules=rules,
        schemes=schemes,
        forecast_rules=data.forecast_rules,
    )
    reviewing = ReviewPages(pages, reviews, item_rows, marks)
    page_routers = [
        show_tasks.routes(
            pages,
            TaskPageRepository(item_rows),
            clock=clock,
            rules=rules,
            proof_rules=proof_rules,
            summaries=summaries,
            agencies=agencies,
            marks=marks,
            owed=period_gauges.owed,
        ),
        show_item.routes(item_pages),
        *_council(
            service,
            settings,
            pages,
            data,
            decisions=decisions.rows,
            summaries=summaries,
            bands=bands,
            periods=periods,
            agencies=agencies,
            past=past,
            to_look_at=marks.to_look_at,
        ),
        *_decision_pages(service, pages, decisions, agencies, scans=virus_scan.is_on),
        show_receipt.routes(receipts),
        show_reviews.routes(reviewing),
        review_page.routes(reviewing, receipts),
        dismissal_page.routes(pages, marks, receipts, item_pages),
        report_page.routes(
            ReportPages(
                pages=pages,
                items=items,
                record=record,
                item_rows=item_rows,
                reports=reports,
                evidence=evidence,
                categories=categories,
                proof_rules=proof_rules,
                drafts=drafts,
                marks=draft_marks,
                clock=clock,
            ),
            pages,
        ),
        evidence_page.routes(pages, item_rows, evidence, virus_scan),
        sheet_page.routes(
            _sheet_pages(
                service,
                pages=pages,
                imports=imports,
                items=items,
                item_rows=item_rows,
                readers=readers,
                categories=categories,
                names=names,
                marks=draft_marks,
            )
        ),
        *_funding(service, settings, pages, items, item_rows),
        show_offline.routes(pages, categories),
        show_reporting.routes(pages, periods, period_rows, agencies),
    ]
    return service.app(
        *page_routers[:FIRST_TRIED],
        post_report.routes(record, item_rows, clock, rules, auth),
        import_reports.routes(auth, readers=readers, imports=imports, names=names),
        list_items.routes(
            item_rows,
            reports,
            alerts=alerts,
            past=past,
            rules=rules,
            proof_rules=proof_rules,
            schemes=schemes,
            forecast_rules=data.forecast_rules,
            auth=auth,
        ),
        post_evidence.routes(evidence, auth),
        show_evidence.routes(item_rows, evidence, auth),
        show_summary.routes(summaries, marks.to_look_at, past, auth),
        show_bands.routes(bands, past, auth),
        show_periods.routes(periods, auth),
        post_review.routes(reviews, auth),
        post_dismissal.routes(marks, auth),
        post_decision.routes(decisions, clock, auth),
        *page_routers[FIRST_TRIED:],
        title="Pelacak rencana aksi",
        deeds=DEEDS,
        details=DETAILS,
    )


def _board_gauges(
    service: Service,
    data: RegionData,
    *,
    summaries: SummaryRepository,
    agencies: AgencyRepository,
    alerts: AlertRepository,
    pace: Pace,
) -> Sequence[TroubledGauges | PlaceGauges | PartnerGauges | CurveGauges]:
    """What boards show that nobody else asks for: what is to be decided, where, and the year."""
    rows, clock, registry = CouncilRepository(service.database), service.clock, service.registry
    troubled = TroubledGauges(
        rows=rows,
        agencies=agencies,
        alerts=alerts,
        clock=clock,
        rules=data.rules,
        registry=registry,
        pace=pace,
    )
    places = PlaceGauges(summaries, data.areas, clock, registry, pace)
    partners = PartnerGauges(summaries, clock, registry, pace)
    curve = CurveGauges(rows=rows, summaries=summaries, clock=clock, registry=registry)
    for gauges in (troubled, places, partners, curve):
        service.throughout(gauges.run)
    return troubled, places, partners, curve


def _council(
    service: Service,
    settings: Settings,
    pages: Pages,
    data: RegionData,
    *,
    decisions: DecisionRepository,
    summaries: SummaryRepository,
    bands: BandRepository,
    periods: ReportingPeriods,
    agencies: AgencyRepository,
    past: AsOfItems,
    to_look_at: ToLookAt,
) -> list[APIRouter]:
    """What the council looks at, what changed since it last did, and what everybody sees."""
    rows = CouncilRepository(service.database)
    council = Council(
        rows=rows,
        year_curve=YearCurve(rows, FundingRepository(service.database)),
        decisions=decisions,
        summaries=summaries,
        bands=bands,
        periods=periods,
        past=past,
        to_look_at=to_look_at,
        clock=service.clock,
    )
    public = PublicService(
        regions=read_public_regions(settings.public_regions_file),
        council=council,
        items=PublicItemRepository(service.database),
        agencies=agencies,
        clock=service.clock,
    )
    service.before(rows.prepare)
    printer = Printer(settings)
    service.throughout(printer.run)
    return [
        show_public.routes(pages, public, boundaries=data.boundaries, rules=data.rules),
        show_changes.routes(pages, council, agencies=agencies, rules=data.rules),
        show_stood.routes(pages, ItemRepository(service.database), past, data.rules),
        show_council.routes(
            pages,
            council,
            past,
            agencies=agencies,
            boundaries=data.boundaries,
            areas=data.areas,
            schemes=data.schemes,
            rules=data.rules,
            forecast_rules=data.forecast_rules,
            printer=printer,
            clock=service.clock,
        ),
        show_forecast.routes(council, data.forecast_rules, service.auth),
        *_evaluation(
            service,
            pages,
            data,
            council=council,
            agencies=agencies,
            periods=periods,
            printer=printer,
        ),
        *_letters(
            service,
            pages,
            data,
            council=council,
            rows=rows,
            decisions=decisions,
            agencies=agencies,
            periods=periods,
            region_names={code: one.name for code, one in public.regions.regions.items()},
            printer=printer,
        ),
    ]


def _letters(
    service: Service,
    pages: Pages,
    data: RegionData,
    *,
    council: Council,
    rows: CouncilRepository,
    decisions: DecisionRepository,
    agencies: AgencyRepository,
    periods: ReportingPeriods,
    region_names: Mapping[str, str],
    printer: Printer,
) -> list[APIRouter]:
    """The weekly letters to the council."""
    database, regions = service.database, Regions(agencies)
    letter_rows, paper = LetterRepository(database), LetterPaper(pages, printer)
    content = LetterContent(
        council=council,
        rows=rows,
        decisions=decisions,
        periods=periods,
        programme=data.programme,
        due=DueRepository(database),
        agencies=agencies,
        region_names=region_names,
        rules=data.rules,
        versions=[
            f"status {data.rules.version}",
            f"bukti {data.proof_rules.version}",
            f"kalender {data.programme.version}",
            f"surat {data.letter_days.version}",
        ],
    )
    items = ItemRepository(database)

    async def behind() -> float:
        """Seconds since when events wait to be read, or statuses to be changed by the clock."""
        oldest = await items.next_wake()
        waits = (service.clock.now() - oldest).total_seconds() if oldest else 0.0
        return max(waits, service.bus.freshness.behind_seconds())

    letters = Letters(
        database=database,
        rows=letter_rows,
        calendars=periods.rows,
        days=data.letter_days,
        content=content,
        draw=paper.drawn_or_none,
        behind=behind,
        outbox=service.outbox,
        clock=service.clock,
    )
    service.before(letter_rows.prepare)
    service.wake("letters", letters.due, letters.next_wake, poked=letters.poked)
    periods.on_change(letters.look_again)
    reading = LetterReading(letter_rows, periods.rows, regions)
    return [
        list_letters.routes(reading, service.auth),
        show_letters.routes(pages, reading, paper),
    ]


def _evaluation(
    service: Service,
    pages: Pages,
    data: RegionData,
    *,
    council: Council,
    agencies: AgencyRepository,
    periods: ReportingPeriods,
    printer: Printer,
) -> list[APIRouter]:
    """What an evaluation of the smart-city programme looks at."""
    regions = Regions(agencies)
    index = IndexService(
        council=council, regions=regions, rules=data.index_rules, scores=data.index_scores
    )
    packs = EvaluationPacks(
        index=index,
        rows=PackRepository(service.database),
        reviews=ReviewRepository(service.database),
        proof_rules=data.proof_rules,
        rules=data.rules,
        trail=service.trail,
        draw=pack_paper(pages, printer),
        clock=service.clock,
    )
    agendas = AgendaService(
        programme=data.programme,
        rows=DueRepository(service.database),
        periods=periods,
        regions=regions,
        council=council,
    )
    return [
        show_index.routes(index, service.auth),
        index_page.routes(pages, index, regions),
        show_agenda.routes(agendas, service.auth),
        agenda_page.routes(pages, agendas, regions, agencies),
        show_pack.routes(pages, packs),
    ]


def _alerts(service: Service) -> AlertRepository:
    """Who was told of what, as the notifier says."""
    alerts = AlertRepository(service.database)
    on_alert_sent.routes(service.bus, alerts)
    on_alert_noted.routes(service.bus, alerts)
    service.before(alerts.prepare)
    return alerts


def _past(service: Service, periods: PeriodRepository, rules: RuleSet) -> AsOfItems:
    """Items as they stood."""
    rows = AsOfRepository(service.database)
    service.before(rows.prepare)
    return AsOfItems(
        database=service.database,
        rows=rows,
        periods=periods,
        time_zone=CouncilRepository(service.database).time_zone,
        clock=service.clock,
        rules=rules,
    )


def _decisions(service: Service, pace: Pace, minutes: MinutesFiles) -> Decisions:
    """The council's decisions, and their gauges."""
    rows, changed = DecisionRepository(service.database), asyncio.Event()
    gauges = DecisionGauges(rows, service.clock, service.registry, pace, changed)
    service.before(rows.prepare)
    service.throughout(gauges.run)
    return Decisions(
        database=service.database,
        rows=rows,
        outbox=service.outbox,
        trail=service.trail,
        clock=service.clock,
        minutes=minutes,
        changed=changed.set,
    )


def _decision_pages(
    service: Service,
    pages: Pages,
    decisions: Decisions,
    agencies: AgencyRepository,
    *,
    scans: bool,
) -> list[APIRouter]:
    deciding = DecisionPages(
        pages,
        decisions,
        agencies,
        time_zone=CouncilRepository(service.database).time_zone,
        scans=scans,
        clock=service.clock,
    )
    return [show_decisions.routes(deciding), decision_page.routes(deciding)]


def _periods(
    service: Service, rows: PeriodRepository, pace: Pace
) -> tuple[ReportingPeriods, PeriodGauges]:
    """The reporting periods, which wake when one begins or ends, and their gauges."""
    periods, changed = ReportingPeriods(rows, service.clock), asyncio.Event()
    periods.on_change(changed.set)
    gauges = PeriodGauges(periods, service.registry, pace, changed)
    on_calendar_published.routes(service.bus, periods)
    service.before(rows.prepare)
    service.throughout(gauges.run)
    service.wake("periods", periods.tick, rows.next_wake)
    return periods, gauges


def _plausibility(
    service: Service, settings: Settings, periods: PeriodRepository, pace: Pace
) -> tuple[ReportMarks, DraftMarks, ReportWatch]:
    """What in reports is worth a look, also before they are recorded; what looks at them, and its
    gauge.
    """
    rules = read_plausibility_rules(settings.plausibility_rules_file)
    database, changed = service.database, asyncio.Event()
    rows, money = MarkRepository(database), FundingRepository(database)
    watch = ReportWatch(
        database=database, marks=rows, money=money, periods=periods, rules=rules, changed=changed
    )
    gauges = PlausibilityGauges(rows, service.registry, pace, changed)
    service.before(rows.prepare)
    service.throughout(watch.run)
    service.throughout(gauges.run)
    drafts = DraftMarks(marks=rows, money=money, periods=periods, rules=rules, clock=service.clock)
    marks = ReportMarks(
        database=database,
        marks=rows,
        trail=service.trail,
        clock=service.clock,
        changed=changed.set,
    )
    return marks, drafts, watch


def _count_anew(
    service: Service,
    periods: ReportingPeriods,
    items: Items,
    item_rows: ItemRepository,
    reviews: ReviewRepository,
) -> None:
    """Let reports count from the step that their region's calendar says."""
    counting = Counting(
        database=service.database,
        items=items,
        item_rows=item_rows,
        reviews=reviews,
        periods=periods.rows,
        clock=service.clock,
    )
    periods.on_change(counting.changed.set)
    service.throughout(counting.run)


def _sheet_pages(
    service: Service,
    *,
    pages: Pages,
    imports: Imports,
    items: Items,
    item_rows: ItemRepository,
    readers: FileReaders[ReportFile],
    categories: ObstacleCategories,
    names: ColumnNames,
    marks: DraftMarks,
) -> SheetPages:
    """The pages of spreadsheets of reports, and what records them."""
    uploads = ReportUploads(service.database)
    service.before(uploads.prepare)
    sheets = ReportSheets(
        database=service.database,
        uploads=uploads,
        names=names,
        imports=imports,
        items=items,
        item_rows=item_rows,
        readers=readers,
        categories=categories,
        clock=service.clock,
    )
    recorder = Recorder(
        database=service.database,
        uploads=uploads,
        items=items,
        trail=service.trail,
        clock=service.clock,
    )
    service.wake("report-sheets", recorder.work, uploads.recorded_last, poked=sheets.poked)
    return SheetPages(pages=pages, sheets=sheets, readers=readers, marks=marks)


def _funding(
    service: Service, settings: Settings, pages: Pages, items: Items, item_rows: ItemRepository
) -> Sequence[APIRouter]:
    """The routes of the money side, and what keeps items' money right."""
    rows = FundingRepository(service.database)
    service.before(rows.prepare)
    reckoning = Reckoning(
        database=service.database,
        rows=rows,
        items=items,
        item_rows=item_rows,
        clock=service.clock,
        look_again=MarkRepository(service.database).look_again,
    )
    items.after_commit(reckoning.replanned)
    service.throughout(reckoning.run)
    readers = FileReaders(read_sipd, settings, warm_first=False)
    service.throughout(readers.run)
    funding = FundingService(
        database=service.database,
        rows=rows,
        reckoning=reckoning,
        items=items,
        item_rows=item_rows,
        readers=readers,
        trail=service.trail,
        clock=service.clock,
        time_zone=CouncilRepository(service.database).time_zone,
    )
    links = LinkService(
        database=service.database,
        rows=rows,
        reckoning=reckoning,
        items=items,
        item_rows=item_rows,
        trail=service.trail,
        clock=service.clock,
    )
    overview = FundingOverview(rows, item_rows, service.clock)
    shown = FundingPages(
        pages=pages,
        funding=funding,
        links=links,
        overview=overview,
        items=item_rows,
        readers=readers,
        clock=service.clock,
    )
    return [
        post_figures.routes(
            funding=funding,
            links=links,
            overview=overview,
            items=item_rows,
            readers=readers,
            auth=service.auth,
        ),
        manage_funding.routes(shown),
    ]


def _kept_files(
    service: Service, settings: Settings, rows: EvidenceRepository, virus_scan: VirusScan
) -> KeptFiles:
    """The road of files, with readers of its own."""
    readers = FileReaders(inspected, settings, warm_first=False)
    looked_at = settings.model_copy(update={"file_waiting": LOOKS_WAITING})
    drawers = FileReaders(inspected, looked_at, warm_first=False)
    service.before(rows.prepare)
    service.throughout(readers.run)
    service.throughout(drawers.run)
    return KeptFiles(rows, readers, drawers, virus_scan)


def _telling_again(service: Service) -> TellingAgain:
    """The status of each item, for a notifier that comes from an earlier release."""
    rows = TellingAgainRepository(service.database)
    return TellingAgain(service.database, rows, service.outbox, service.clock)


def _evidence(
    service: Service,
    settings: Settings,
    files: KeptFiles,
    items: ItemRepository,
    rows: EvidenceRepository,
    *,
    after_commit: Callable[[], None],
) -> EvidenceService:
    """The evidence of items."""
    storing = Storing(
        database=service.database,
        evidence=rows,
        items=items,
        outbox=service.outbox,
        files=files,
        quota_mb=settings.evidence_quota_mb,
        after_commit=after_commit,
    )
    evidence = EvidenceService(
        evidence=rows,
        items=items,
        clock=service.clock,
        files=files,
        storing=storing,
        trail=service.trail,
    )
    service.throughout(evidence.keep_swept)
    return evidence
