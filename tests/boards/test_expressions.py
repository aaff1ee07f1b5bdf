"""Every expression can be parsed, and sums nothing twice."""

from pathlib import Path

import promql_parser
import pytest

from tests.boards.expressions import (
    Expression,
    board,
    boards,
    names,
    panel_expressions,
    plain,
    rule_expressions,
    selectors,
    variable_expressions,
)

ALL = [*panel_expressions(), *variable_expressions(), *rule_expressions()]

FROM_THE_DATABASE = {
    "aksi_outbox_pending",
    "aksi_outbox_oldest_seconds",
    "aksi_clock_overdue_seconds",
    "aksi_plan_items",
    "aksi_items",
    "aksi_items_weight",
    "aksi_items_weight_done",
    "aksi_items_weight_done_proven",
    "aksi_items_weight_done_verified",
    "aksi_items_weight_done_signed",
    "aksi_items_weight_done_is_signed",
    "aksi_items_figure_old",
    "aksi_items_in_band",
    "aksi_troubled_item_info",
    "aksi_troubled_item_due_timestamp_seconds",
    "aksi_troubled_item_planned_ratio",
    "aksi_troubled_item_progress_ratio",
    "aksi_troubled_item_figure_timestamp_seconds",
    "aksi_troubled_item_told_timestamp_seconds",
    "aksi_district_items",
    "aksi_district_items_weight",
    "aksi_district_items_weight_done",
    "aksi_district_items_weight_planned",
    *("aksi_partner_items", "aksi_partner_items_weight"),
    *("aksi_partner_items_weight_done", "aksi_partner_items_weight_planned"),
    *("aksi_area_items", "aksi_area_items_weight"),
    *("aksi_area_items_weight_done", "aksi_area_items_weight_planned"),
    "aksi_curve_weight",
    "aksi_curve_weight_planned",
    "aksi_curve_weight_done",
    "aksi_period_reports_expected",
    "aksi_period_reports",
    "aksi_period_reports_on_time",
    "aksi_period_on_time_until_timestamp_seconds",
    "aksi_reports_to_look_at",
    "aksi_region_info",
    "aksi_items_weight_planned",
    "aksi_budget_rupiah",
    "aksi_budget_realised_rupiah",
    "aksi_quick_win_due_timestamp_seconds",
    "aksi_quick_win_progress_ratio",
    "aksi_quick_win_planned_ratio",
    "aksi_quick_win_status",
    "aksi_quick_win_info",
    "aksi_agency_info",
    "aksi_agency_last_report_timestamp_seconds",
    "aksi_agency_reports_owed_since_timestamp_seconds",
    "aksi_alerts_open",
    "aksi_alerts_without_recipient",
    "aksi_deliveries_pending",
    "aksi_deliveries_failed",
    "aksi_addresses_refused",
}
"""Gauges that every replica exports with the same value."""

OF_ITEMS = {"item_id:aksi_quick_win_info:topk1", "item_id:aksi_troubled_item_info:topk1"}
"""What items are called: a row for each."""

ASKED_FOR_ABSENCE = {"alert ItemsAbsent"}


@pytest.mark.parametrize("expression", ALL, ids=str)
def test_an_expression_parses(expression: Expression) -> None:
    promql_parser.parse(expression.promql)


@pytest.mark.parametrize("path", boards(), ids=lambda path: path.stem)
def test_no_macro_is_left_after_those_that_are_known(path: Path) -> None:
    for panel in board(path)["panels"]:
        for target in panel["targets"]:
            assert "$" not in plain(target["expr"]), panel["title"]


@pytest.mark.parametrize("expression", ALL, ids=str)
def test_replicas_are_never_counted_twice(expression: Expression) -> None:
    if expression.where in ASKED_FOR_ABSENCE:
        return
    for selector, above in selectors(promql_parser.parse(expression.promql)):
        if selector.name in FROM_THE_DATABASE:
            nearest = above[-1] if above else None
            assert isinstance(nearest, promql_parser.AggregateExpr), selector.name
            assert str(nearest.op) == "max", selector.name
            assert nearest.modifier is not None
            assert nearest.modifier.type == promql_parser.AggModifierType.Without
            assert nearest.modifier.labels == ["instance"], selector.name


@pytest.mark.parametrize("expression", panel_expressions(), ids=str)
def test_two_items_of_one_name_are_never_summed(expression: Expression) -> None:
    for selector, above in selectors(promql_parser.parse(expression.promql)):
        if selector.name in OF_ITEMS:
            sums = [node for node in above if isinstance(node, promql_parser.AggregateExpr)]
            assert sums
            assert all(node.modifier and "item_id" in node.modifier.labels for node in sums), (
                selector.name
            )


@pytest.mark.parametrize("expression", panel_expressions(), ids=str)
def test_zero_is_shown_only_on_evidence(expression: Expression) -> None:
    """`or vector(0)` would show a calm zero when the service that knows is dead."""
    assert "vector(0)" not in expression.promql.replace(" ", "")


@pytest.mark.parametrize("expression", ALL, ids=str)
def test_recorded_series_that_are_asked_for_are_recorded(expression: Expression) -> None:
    recorded = {found.where.removeprefix("record ") for found in rule_expressions()}
    assert {name for name in names(expression.promql) if ":" in name} <= recorded
