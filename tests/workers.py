"""Which tests one worker of `make test` runs, and in which order."""

from xdist.scheduler import LoadScopeScheduling

STACK = (
    "tests/boards/test_against_prometheus.py",
    "tests/boards/test_history.py",
    "tests/boards/test_proof.py",
    "tests/boards/test_rules.py",
    "tests/boards/test_preview.py",
    "tests/flow/test_scraping.py",
    "tests/flow/test_plan.py",
    "tests/flow/test_planner_http.py",
    "tests/flow/test_accounts.py",
    "tests/flow/test_sessions.py",
    "tests/flow/test_account_pages.py",
    "tests/flow/test_account_import_pages.py",
    "tests/flow/test_agency_pages.py",
    "tests/flow/test_calendar_pages.py",
    "tests/flow/test_integrations.py",
    "tests/flow/test_plan_import_pages.py",
    "tests/flow/test_plan_pages.py",
    "tests/flow/test_evidence.py",
    "tests/flow/test_audit.py",
    "tests/flow/test_pages.py",
    "tests/flow/test_council_page.py",
    "tests/flow/test_as_of.py",
    "tests/flow/test_decision_pages.py",
    "tests/flow/test_letters.py",
    "tests/flow/test_reviews.py",
    "tests/flow/test_plausibility.py",
    "tests/flow/test_reporting.py",
    "tests/flow/test_report_import_pages.py",
    "tests/flow/test_spoiled_reports.py",
    "tests/flow/test_funding_pages.py",
    "tests/browser/test_officer.py",
    "tests/browser/test_planner.py",
    "tests/browser/test_council.py",
    "tests/browser/test_docs.py",
    "tests/browser/test_boards.py",
    "tests/flow/test_reports.py",
    "tests/flow/test_answers.py",
    "tests/flow/test_demonstration.py",
    "tests/flow/test_same_numbers.py",
    "tests/flow/test_alert_pages.py",
    "tests/browser/test_alerts.py",
    "tests/flow/test_alerts.py",
)
"""On the running stack: boards first, as what follows rings alarms for up to an hour."""

DISTURBED = (
    "tests/flow/test_dead_letter_limit.py",
    "tests/flow/test_dead_letters.py",
    "tests/flow/test_lanes.py",
    "tests/flow/test_rebuild.py",
    "tests/flow/test_corrections.py",
    "tests/flow/test_submissions.py",
    "tests/flow/test_outages.py",
)
"""On a stack that they spoil: the first reads its topic from the beginning and counts what
is set aside, so that it comes before their poison; the last kills every part."""

ON_A_STACK = STACK + DISTURBED


def file_of(nodeid: str) -> str:
    """Path of the test's file, from the project's root."""
    return nodeid.partition("::")[0]


def turn(nodeid: str) -> int:
    """The longest work first: what needs a stack, in the order above; then the others."""
    file = file_of(nodeid)
    return ON_A_STACK.index(file) if file in ON_A_STACK else len(ON_A_STACK)


class OneStackPerWorker(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """A file is one worker's; of those on a stack, each of the two lists above is."""

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        if file in STACK:
            return "stack"
        return "disturbed stack" if file in DISTURBED else file
