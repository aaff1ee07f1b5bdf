"""What the tracker is made of."""

from fastapi import FastAPI

from chassis.files.readers import FileReaders
from chassis.serve import Service
from tracker.items import list_items
from tracker.items.repository import Store
from tracker.items.service import Items
from tracker.metrics import Counters, Standings
from tracker.plan import on_agency_published, on_plan_item_published
from tracker.reporting import import_reports, on_progress_submitted, post_report
from tracker.reporting.workbook import read_reports
from tracker.settings import Settings
from tracker.status.clock_watch import ClockWatch
from tracker.status.rules import read_rules
from tracker.summary import show_summary


def create_app(settings: Settings) -> FastAPI:
    """Construct everything, once."""
    service = Service("tracker", settings)
    rules = read_rules(settings.rules_file)
    store = Store(service.database)
    items = Items(service.database, store, service.outbox, service.clock, rules)
    standings = Standings(store, service.clock, rules, service.registry)
    counters = Counters(service.registry)
    standings.regions.append(counters.know)
    items.heard += [counters.heard, standings.heard]

    on_plan_item_published.routes(service.bus, items)
    on_agency_published.routes(service.bus, store)
    on_progress_submitted.routes(service.bus, items)
    service.before(store.prepare)
    service.throughout(standings.run)
    readers = FileReaders(read_reports, settings)
    service.throughout(readers.run)
    service.wake("status", ClockWatch(items).tick, store.next_wake)

    clock, auth = service.clock, service.auth
    return service.app(
        post_report.routes(items, store, clock, auth),
        import_reports.routes(items, store, clock, auth, readers),
        list_items.routes(store, clock, rules, auth),
        show_summary.routes(store, clock, auth),
        title="Pelacak rencana aksi",
    )
