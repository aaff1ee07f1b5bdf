"""Composition of the planner: constructs and connects its parts."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI

from chassis.audit.trail import Trail
from chassis.auth.account_states import AccountStates
from chassis.auth.keys import read_key
from chassis.clock import Clock, SystemClock
from chassis.column_names.repository import ColumnNames
from chassis.files.readers import FileReaders
from chassis.mongo.database import Database, with_password
from chassis.outbox.outbox import Outbox
from chassis.serve import Service
from chassis.web.pages import Pages
from contracts import AccountPublished, AgencyPublished, CalendarPublished, PlanItemPublished
from planner.account_sheets.account_file import AccountFile, read_accounts
from planner.account_sheets.service import AccountImports
from planner.accounts import manage_accounts, post_session
from planner.accounts.log_ins import LogIns
from planner.accounts.password_service import AccountPasswords
from planner.accounts.passwords import Passwords
from planner.accounts.repository import AccountRepository
from planner.accounts.saving import SavedAccounts
from planner.accounts.second_factors import SecondFactors
from planner.accounts.service import AccountService
from planner.accounts.system_tokens import SystemTokens
from planner.accounts.throttle import Throttle
from planner.accounts.tokens import Signer
from planner.agencies import manage_agencies
from planner.agencies.names import AgencyNames
from planner.agencies.repository import AgencyRepository
from planner.agencies.service import AgencyService
from planner.calendars import manage_calendar
from planner.calendars.repository import CalendarRepository
from planner.calendars.service import CalendarService
from planner.deeds import DEEDS, DETAILS
from planner.items import manage_items
from planner.items.repository import ItemRepository
from planner.items.service import ItemService
from planner.metrics import Metrics
from planner.pages import (
    import_accounts,
    import_workbook,
    manage_second_factor,
    post_agency,
    post_second_step,
    show_account,
    show_changes,
    show_workbook,
)
from planner.pages import manage_accounts as manage_accounts_page
from planner.pages import manage_agencies as manage_agencies_page
from planner.pages import manage_calendar as manage_calendar_page
from planner.pages import manage_items as manage_items_page
from planner.pages import post_session as sign_in
from planner.pages.account_import_pages import AccountImportPages
from planner.pages.account_pages import AccountPages
from planner.pages.agency_pages import AgencyPages
from planner.pages.calendar_pages import CalendarPages
from planner.pages.history_pages import HistoryPages
from planner.pages.holiday_pages import HolidayPages
from planner.pages.item_pages import ItemPages
from planner.pages.own_account_pages import OwnAccountPages
from planner.pages.second_factor_pages import SecondFactorPages
from planner.pages.workbook_pages import WorkbookPages
from planner.publishing.service import PublishingService
from planner.regions.region import Regions, read_regions
from planner.regions.repository import RegionRepository
from planner.sessions.repository import SessionRepository
from planner.sessions.service import Sessions
from planner.settings import Settings
from planner.token_uses import on_token_used
from planner.token_uses.repository import TokenUseRepository
from planner.uploads.repository import Uploads
from planner.workbook import import_plan
from planner.workbook.judging import read_for
from planner.workbook.plan_file import PlanFile
from planner.workbook.service import WorkbookService


@dataclass(frozen=True, slots=True)
class Components:
    """The planner without HTTP, Kafka and keys; its commands use these parts too."""

    database: Database
    outbox: Outbox
    regions: Regions
    readers: FileReaders[PlanFile]
    items: ItemRepository
    agencies: AgencyRepository
    calendars: CalendarRepository
    accounts: AccountRepository
    item_service: ItemService
    agency_service: AgencyService
    calendar_service: CalendarService
    workbook_service: WorkbookService
    publishing_service: PublishingService
    saved_accounts: SavedAccounts
    account_service: AccountService
    account_passwords: AccountPasswords
    second_factors: SecondFactors
    sessions: Sessions
    states: AccountStates
    trail: Trail
    names: ColumnNames
    uploads: Uploads
    account_readers: FileReaders[AccountFile]
    account_imports: AccountImports
    account_uploads: Uploads

    async def prepare(self) -> None:
        """Create the indexes of what is read by more than its id."""
        await self.sessions.prepare()
        await self.uploads.prepare()
        await self.account_uploads.prepare()
        await self.items.prepare()
        await self.agencies.prepare()
        await self.calendars.prepare()
        await self.states.prepare()


def create_parts(
    settings: Settings,
    database: Database,
    outbox: Outbox,
    clock: Clock,
    *,
    states: AccountStates,
    trail: Trail,
) -> Components:
    """Construct the parts on one database; they run no background loops."""
    regions = read_regions(settings.regions_file)
    readers = FileReaders(read_for, settings)
    items, agencies = ItemRepository(database), AgencyRepository(database)
    accounts, turns = AccountRepository(database), RegionRepository(database)
    names, uploads = ColumnNames(database), Uploads(database)
    calendars = CalendarRepository(database)
    session_list = SessionRepository(database)
    item_service = ItemService(
        database=database,
        items=items,
        agencies=agencies,
        turns=turns,
        outbox=outbox,
        clock=clock,
        regions=regions,
        trail=trail,
    )
    agency_service = AgencyService(
        database=database, agencies=agencies, turns=turns, outbox=outbox, clock=clock, trail=trail
    )
    workbook_service = WorkbookService(
        database=database,
        items=items,
        agencies=agencies,
        turns=turns,
        item_service=item_service,
        agency_service=agency_service,
        clock=clock,
        readers=readers,
        trail=trail,
        names=names,
        regions=regions,
    )
    publishing_service = PublishingService(
        database=database,
        items=items,
        agencies=agencies,
        calendars=calendars,
        turns=turns,
        item_service=item_service,
        outbox=outbox,
        clock=clock,
        regions=regions,
    )
    passwords = Passwords(settings.passwords_at_once, settings.passwords_waiting)
    saved_accounts = SavedAccounts(
        database=database,
        accounts=accounts,
        states=states,
        outbox=outbox,
        clock=clock,
        trail=trail,
    )
    account_service = AccountService(
        saved=saved_accounts,
        accounts=accounts,
        agencies=agencies,
        regions=regions,
        passwords=passwords,
    )
    account_readers = FileReaders(read_accounts, settings, warm_first=False)
    account_uploads = Uploads(database, "account_uploads")
    account_imports = AccountImports(
        database=database,
        accounts=accounts,
        agencies=agencies,
        states=states,
        uploads=account_uploads,
        outbox=outbox,
        clock=clock,
        regions=regions,
        passwords=passwords,
        readers=account_readers,
        trail=trail,
    )
    second_factors = SecondFactors(
        saved=saved_accounts,
        database=database,
        accounts=accounts,
        clock=clock,
        regions=regions,
        trail=trail,
    )
    sessions = Sessions(saved_accounts, session_list, clock)
    return Components(
        database=database,
        outbox=outbox,
        regions=regions,
        readers=readers,
        items=items,
        agencies=agencies,
        calendars=calendars,
        accounts=accounts,
        item_service=item_service,
        agency_service=agency_service,
        calendar_service=_calendars(
            database, outbox, clock, calendars=calendars, regions=regions, trail=trail
        ),
        workbook_service=workbook_service,
        publishing_service=publishing_service,
        saved_accounts=saved_accounts,
        account_service=account_service,
        account_passwords=AccountPasswords(saved_accounts, accounts, passwords),
        second_factors=second_factors,
        sessions=sessions,
        states=states,
        trail=trail,
        names=names,
        uploads=uploads,
        account_readers=account_readers,
        account_imports=account_imports,
        account_uploads=account_uploads,
    )


def _calendars(
    database: Database,
    outbox: Outbox,
    clock: Clock,
    *,
    calendars: CalendarRepository,
    regions: Regions,
    trail: Trail,
) -> CalendarService:
    """The service of the regions' reporting calendars."""
    return CalendarService(
        database=database,
        calendars=calendars,
        agencies=AgencyRepository(database),
        turns=RegionRepository(database),
        outbox=outbox,
        clock=clock,
        regions=regions,
        trail=trail,
    )


def create_offline(settings: Settings) -> Components:
    """Construct the parts for a command; a running planner publishes the events of its changes."""
    uri = with_password(settings.mongodb, settings.mongodb_password_file)
    database = Database(uri, settings.database)
    clock, states = SystemClock(settings.clock_offset), AccountStates(database)
    trail = Trail(database, clock)
    return create_parts(settings, database, Outbox(database), clock, states=states, trail=trail)


def create_app(settings: Settings) -> FastAPI:
    """Construct the whole service."""
    key = read_key(settings.signing_key_file)
    signer = Signer(
        key,
        settings.token_issuer,
        settings.token_minutes,
        session_hours=settings.session_hours,
        audience=settings.token_audience,
    )
    service = Service("planner", settings, keys=signer.keys)
    parts = create_parts(
        settings,
        service.database,
        service.outbox,
        service.clock,
        states=service.accounts,
        trail=service.trail,
    )
    publishing, regions = parts.publishing_service, parts.regions
    throttle = Throttle(settings.logins_per_minute)
    metrics = Metrics(parts.items, regions, service.registry)

    service.before(parts.prepare)
    service.before(publishing.take_over_zones)
    service.before(parts.calendar_service.take_over_zones)
    service.before(parts.saved_accounts.publish_unpublished)
    if settings.admin_password_file:
        password = settings.admin_password_file.read_text().strip()
        service.before(lambda: parts.account_passwords.keep_admin(password))
    service.throughout(metrics.run)
    service.throughout(parts.readers.run)
    service.throughout(parts.account_readers.run)

    auth, clock = service.auth, service.clock
    tokens = SystemTokens(parts.saved_accounts, clock)
    uses = TokenUseRepository(service.database)
    service.before(uses.prepare)
    on_token_used.routes(service.bus, uses)
    pages = service.pages("/rencana", "planner.pages", follow_events=False)
    log_ins = LogIns(
        parts.account_passwords,
        signer=signer,
        factors=parts.second_factors,
        throttle=throttle,
        code_throttle=Throttle(settings.logins_per_minute),
        sessions=parts.sessions,
        clock=clock,
        note=service.trail.record,
    )
    own = OwnAccountPages(
        pages=pages,
        log_ins=log_ins,
        service=parts.account_service,
        factors=parts.second_factors,
        sessions=parts.sessions,
        clock=clock,
        zone=settings.time_zone,
    )
    return service.app(
        post_session.routes(log_ins, parts.account_service, signer, auth, clock),
        sign_in.routes(pages, log_ins, parts.sessions, auth, clock),
        post_second_step.routes(pages, log_ins, clock),
        manage_second_factor.routes(SecondFactorPages(pages, log_ins, parts.second_factors)),
        post_agency.routes(pages, log_ins, parts.agencies, clock),
        show_account.routes(own),
        *_desk(service, parts, pages, tokens, uses, zone=settings.time_zone),
        *_workbooks(service, parts, pages, metrics, zone=settings.time_zone),
        manage_accounts.routes(
            parts.account_service,
            tokens,
            uses,
            parts.accounts,
            auth,
            passwords=parts.account_passwords,
        ),
        manage_agencies.routes(parts.agency_service, parts.agencies, regions, auth),
        manage_calendar.routes(parts.calendar_service, auth),
        manage_items.routes(parts.item_service, parts.items, regions, auth),
        import_plan.routes(
            parts.workbook_service,
            regions,
            metrics,
            auth,
            readers=parts.readers,
        ),
        title="Perencana rencana aksi",
        deeds=DEEDS,
        details=DETAILS,
        send_again={
            PlanItemPublished.topic: publishing.send_items_again,
            AgencyPublished.topic: publishing.send_agencies_again,
            CalendarPublished.topic: publishing.send_calendars_again,
            AccountPublished.topic: parts.saved_accounts.send_again,
        },
    )


def _desk(
    service: Service,
    parts: Components,
    pages: Pages,
    tokens: SystemTokens,
    uses: TokenUseRepository,
    *,
    zone: str,
) -> list[APIRouter]:
    """The pages on which the plan, the agencies and the accounts are kept."""
    names = AgencyNames(parts.agencies, parts.regions)
    accounts = AccountPages(
        pages=pages,
        service=parts.account_service,
        saved=parts.saved_accounts,
        passwords=parts.account_passwords,
        factors=parts.second_factors,
        tokens=tokens,
        sessions=parts.sessions,
        uses=uses,
        accounts=parts.accounts,
        names=names,
        regions=parts.regions,
        trail=service.trail,
        zone=zone,
    )
    items = ItemPages(
        pages=pages,
        service=parts.item_service,
        items=parts.items,
        names=names,
        regions=parts.regions,
        trail=service.trail,
        zone=zone,
    )
    imports = AccountImportPages(
        pages=pages,
        service=parts.account_imports,
        readers=parts.account_readers,
        uploads=parts.account_uploads,
        names=names,
        clock=service.clock,
    )
    changes = HistoryPages(
        pages=pages,
        items=parts.items,
        agencies=parts.agencies,
        regions=parts.regions,
        clock=service.clock,
        zone=zone,
    )
    agencies = AgencyPages(
        pages=pages,
        service=parts.agency_service,
        agencies=parts.agencies,
        regions=parts.regions,
        trail=service.trail,
        zone=zone,
    )
    return [
        manage_accounts_page.routes(accounts),
        import_accounts.routes(imports),
        manage_agencies_page.routes(agencies),
        _calendar_pages(service, parts, pages, names),
        manage_items_page.routes(items),
        show_changes.routes(changes),
    ]


def _calendar_pages(
    service: Service, parts: Components, pages: Pages, names: AgencyNames
) -> APIRouter:
    """The pages on which a region's reporting calendar is kept."""
    calendars = CalendarPages(
        pages=pages,
        service=parts.calendar_service,
        names=names,
        regions=parts.regions,
        trail=service.trail,
    )
    holidays = HolidayPages(pages=pages, service=parts.calendar_service, regions=parts.regions)
    return manage_calendar_page.routes(calendars, holidays)


def _workbooks(
    service: Service, parts: Components, pages: Pages, metrics: Metrics, *, zone: str
) -> list[APIRouter]:
    """The pages on which a workbook is imported."""
    workbooks = WorkbookPages(
        pages=pages,
        service=parts.workbook_service,
        readers=parts.readers,
        uploads=parts.uploads,
        names=parts.names,
        agencies=AgencyNames(parts.agencies, parts.regions),
        regions=parts.regions,
        metrics=metrics,
        clock=service.clock,
        zone=zone,
    )
    return [import_workbook.routes(workbooks), show_workbook.routes(workbooks)]
