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
    assert set(VARIABLE.findall(text)) <= {"AKSI_PROMETHEUS_URL", "AKSI_OPERATOR_EMAIL"}
    assert all("$$labels." in inside for inside in TEMPLATE.findall(text))


def test_the_mailbox_and_the_prometheus_are_given_by_the_environment() -> None:
    (point,) = loaded("alerting/aksi.yml")["contactPoints"]
    assert point["receivers"][0]["settings"]["addresses"] == "${AKSI_OPERATOR_EMAIL}"
    (datasource,) = loaded("datasources/prometheus.yml")["datasources"]
    assert datasource["url"] == "${AKSI_PROMETHEUS_URL}"


def test_a_silent_prometheus_alarms() -> None:
    for rule in alert_rules():
        assert rule["noDataState"] == "Alerting"
        assert rule["execErrState"] == "Alerting"


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
                assert names(query["model"]["expr"]) == {"ALERTS", "up"}


def test_every_policy_ends_at_a_contact_point() -> None:
    alerting = loaded("alerting/aksi.yml")
    assert {policy["receiver"] for policy in alerting["policies"]} <= {
        point["name"] for point in alerting["contactPoints"]
    }


def test_boards_are_found_in_one_folder_that_nobody_edits_by_hand() -> None:
    (provider,) = loaded("dashboards/aksi.yml")["providers"]
    assert provider["options"]["path"] == "/etc/grafana/dashboards"
    assert provider["allowUiUpdates"] is False
