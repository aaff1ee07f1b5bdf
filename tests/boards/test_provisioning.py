"""What Grafana reads at start: it refuses to start when one of these files is wrong."""

import re
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from tests.boards.expressions import ROOT, names

PROVISIONING = ROOT / "deploy/grafana/provisioning"
FILES = sorted(PROVISIONING.rglob("*.yml"))
VARIABLE = re.compile(r"(?<!\$)\$\{?(\w+)\}?")
TEMPLATE = re.compile(r"\{\{(.+?)\}\}")


def loaded(name: str) -> Any:
    return yaml.safe_load((PROVISIONING / name).read_text(encoding="utf-8"))


def alert_rules() -> list[dict[str, Any]]:
    return [rule for group in loaded("alerting/aksi.yml")["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_our_own_variables_are_taken_from_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(VARIABLE.findall(text)) <= {
        "AKSI_PROMETHEUS_URL",
        "AKSI_OPERATOR_EMAIL",
        "AKSI_HEARTBEAT_URL",
    }
    assert all("$$labels." in inside for inside in TEMPLATE.findall(text))


def test_the_mailbox_and_the_prometheus_are_given_by_the_environment() -> None:
    point, outside = loaded("alerting/aksi.yml")["contactPoints"]
    assert outside["receivers"][0]["settings"]["url"] == "${AKSI_HEARTBEAT_URL}"
    assert point["receivers"][0]["settings"]["addresses"] == "${AKSI_OPERATOR_EMAIL}"
    (datasource,) = loaded("datasources/prometheus.yml")["datasources"]
    assert datasource["url"] == "${AKSI_PROMETHEUS_URL}"


def test_a_silent_prometheus_alarms_and_ends_the_heartbeat() -> None:
    states = {rule["uid"]: (rule["noDataState"], rule["execErrState"]) for rule in alert_rules()}
    assert states == {"aksi-alarms": ("Alerting",) * 2, "aksi-heartbeat": ("OK",) * 2}


def test_the_operator_is_told_what_is_for_the_operator() -> None:
    (expression,) = [
        query["model"]["expr"]
        for rule in alert_rules()
        for query in rule["data"]
        if rule["uid"] == "aksi-alarms" and "expr" in query["model"]
    ]
    assert 'audience="operator"' in expression


def test_the_condition_of_a_rule_is_one_of_its_queries() -> None:
    datasource = loaded("datasources/prometheus.yml")["datasources"][0]["uid"]
    for rule in alert_rules():
        queries = {query["refId"]: query for query in rule["data"]}
        assert rule["condition"] in queries
        for reference, query in queries.items():
            assert query["model"]["refId"] == reference
            assert query["datasourceUid"] in {datasource, "__expr__"}
            if query["datasourceUid"] == "__expr__":
                assert query["model"]["expression"] in queries


def test_the_rules_ask_what_prometheus_itself_knows() -> None:
    for rule in alert_rules():
        for query in rule["data"]:
            if "expr" in query["model"]:
                promql_parser.parse(query["model"]["expr"])
                assert names(query["model"]["expr"]) <= {"ALERTS", "up"}


def test_every_policy_ends_at_a_contact_point() -> None:
    alerting = loaded("alerting/aksi.yml")
    routes = [route for policy in alerting["policies"] for route in (policy, *policy["routes"])]
    assert {route["receiver"] for route in routes} == {
        point["name"] for point in alerting["contactPoints"]
    }


def test_only_the_heartbeat_goes_to_who_watches_from_outside_and_often() -> None:
    (policy,) = loaded("alerting/aksi.yml")["policies"]
    (route,) = policy["routes"]
    labelled = [rule["uid"] for rule in alert_rules() if rule.get("labels") == {"heartbeat": "yes"}]
    assert labelled == ["aksi-heartbeat"]
    assert route["object_matchers"] == [["heartbeat", "=", "yes"]]
    assert route["repeat_interval"] == "5m"


def test_boards_are_found_in_one_folder_that_nobody_edits_by_hand() -> None:
    (provider,) = loaded("dashboards/aksi.yml")["providers"]
    assert provider["options"]["path"] == "/etc/grafana/dashboards"
    assert provider["allowUiUpdates"] is False
