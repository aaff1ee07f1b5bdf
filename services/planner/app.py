"""What the planner is made of."""

from fastapi import FastAPI

from chassis.auth.keys import read_key
from chassis.files.readers import FileReaders
from chassis.serve import Service
from contracts import AgencyPublished, PlanItemPublished
from planner.accounts import manage_accounts, post_session
from planner.accounts.passwords import Passwords
from planner.accounts.service import Accounts
from planner.accounts.tokens import Signer
from planner.agencies import manage_agencies
from planner.items import manage_items
from planner.items.repository import Store
from planner.items.service import Plan
from planner.metrics import Metrics
from planner.region import read_regions
from planner.settings import Settings
from planner.workbook import import_plan
from planner.workbook.judging import read_for


def create_app(settings: Settings) -> FastAPI:
    """Construct everything, once."""
    regions = read_regions(settings.regions_file)
    key = read_key(settings.signing_key_file)
    signer = Signer(
        key, settings.token_issuer, settings.token_minutes, audience=settings.token_audience
    )
    service = Service("planner", settings, keys=signer.keys)
    store = Store(service.database)
    readers = FileReaders(read_for, settings)
    plan = Plan(service.database, store, service.outbox, service.clock, regions, readers=readers)
    service.outbox.again[PlanItemPublished.topic] = plan.send_items_again
    service.outbox.again[AgencyPublished.topic] = plan.send_agencies_again
    passwords = Passwords(settings.passwords_at_once, settings.passwords_waiting)
    accounts = Accounts(store, service.clock, regions, passwords)
    metrics = Metrics(store, service.registry)

    service.before(store.prepare)
    service.before(plan.take_over_zones)
    if settings.admin_password_file:
        password = settings.admin_password_file.read_text().strip()
        service.before(lambda: accounts.keep_admin(password))
    service.throughout(metrics.run)
    service.throughout(readers.run)

    auth, clock = service.auth, service.clock
    return service.app(
        post_session.routes(accounts, signer, clock, settings.logins_per_minute),
        manage_accounts.routes(accounts, store, auth),
        manage_agencies.routes(plan, store, regions, auth),
        manage_items.routes(plan, store, regions, auth),
        import_plan.routes(plan, store, regions, metrics, auth, readers=readers),
        title="Perencana rencana aksi",
    )
