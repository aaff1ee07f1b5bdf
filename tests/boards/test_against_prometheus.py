"""Every panel and every recorded series has a value, on the running services."""

import json
from contextlib import suppress

import pytest

from deploy.local.waiting import NotInTime, until
from tests.boards.closed_list import PROMETHEUS_OWN, declared
from tests.boards.expressions import (
    Expression,
    board,
    boards,
    names,
    panel_expressions,
    rule_expressions,
    rules,
    variable_expressions,
)
from tests.boards.scraping import PATIENCE, Prometheus

EMPTY_WHEN_ALL_IS_WELL = {
    "dewan/Quick win terlambat": "nothing is late",
    "dewan/Yang perlu diputuskan": "nothing is late or critical",
    "operasi/Alarm yang menyala": "nothing fires",
}
"""Tables that a healthy system leaves empty; the services under test have something late."""


@pytest.mark.parametrize("expression", [*panel_expressions(), *variable_expressions()], ids=str)
async def test_a_panel_or_a_variable_has_a_value(
    expression: Expression, prometheus: Prometheus
) -> None:
    assert await prometheus.until(expression.promql), f"nothing in {PATIENCE} s"


@pytest.mark.parametrize("name", sorted({rule.name for rule in rules() if rule.kind == "record"}))
async def test_a_recorded_series_has_a_value(name: str, prometheus: Prometheus) -> None:
    assert await prometheus.until(name), f"nothing in {PATIENCE} s"


async def test_prometheus_evaluates_every_rule_without_an_error(prometheus: Prometheus) -> None:
    async def all_evaluated() -> bool:
        return all(rule["health"] != "unknown" for rule in await prometheus.rules())

    await until(all_evaluated, PATIENCE, "every rule evaluated")
    evaluated = await prometheus.rules()
    assert len(evaluated) == len(rules())
    assert {
        rule["name"]: rule.get("lastError") for rule in evaluated if rule["health"] != "ok"
    } == {}


async def test_a_late_quick_win_fires(prometheus: Prometheus) -> None:
    assert await prometheus.until('ALERTS{alertname="QuickWinLate", alertstate="firing"}')


async def test_healthy_services_raise_no_alarm_for_the_operator(prometheus: Prometheus) -> None:
    assert await prometheus.until('part:aksi_data_age_seconds:max{part="scrape"}')

    async def firing() -> set[str]:
        alarms = await prometheus.values('ALERTS{alertstate="firing", audience="operator"}')
        return {labels["alertname"] for labels, _ in alarms}

    async def quiet() -> bool:
        return not await firing()

    with suppress(NotInTime):
        await until(quiet, PATIENCE, "no operator's alarm on healthy services")
    assert await firing() == set()


def test_the_tables_that_may_be_empty_are_there() -> None:
    tables = {
        f"{path.stem}/{panel['title']}"
        for path in boards()
        for panel in board(path)["panels"]
        if panel["type"] == "table"
    }
    assert set(EMPTY_WHEN_ALL_IS_WELL) <= tables


@pytest.mark.parametrize(
    "expression", [*panel_expressions(), *variable_expressions(), *rule_expressions()], ids=str
)
def test_an_expression_names_only_what_the_services_export(
    expression: Expression, pages: dict[str, str]
) -> None:
    exported = set().union(*(declared(page).series() for page in pages.values()))
    asked = {name for name in names(expression.promql) if ":" not in name}
    assert asked <= exported | PROMETHEUS_OWN


def test_every_metric_is_asked_for_somewhere(pages: dict[str, str]) -> None:
    """A metric that no board and no alert reads is either missing there or not needed."""
    exported = {name for page in pages.values() for name in declared(page).kinds}
    asked = [*panel_expressions(), *variable_expressions(), *rule_expressions()]
    everything = json.dumps([one.promql for one in asked])
    assert {name for name in exported if name not in everything} == set()
