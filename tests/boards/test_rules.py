"""Prometheus takes the configuration and the rules, and each alert can be acted on."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.boards.expressions import PROMETHEUS, RULES, Rule, rules
from tests.boards.scraping import program
from tests.boards.test_generated import anchors

UNIT_TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
RECORDED = [rule for rule in rules() if rule.kind == "record"]
ALERTS = [rule for rule in rules() if rule.kind == "alert"]
LEVEL_METRIC_OPERATIONS = re.compile(r"^[a-z_]+:[a-z_]+:[a-z0-9_]+$")


def promtool(*arguments: str, page: str | None = None) -> None:
    done = subprocess.run(
        [program("promtool"), *arguments], capture_output=True, text=True, check=False, input=page
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_accepts_the_configuration(tmp_path: Path) -> None:
    token = tmp_path / "internal-token"
    token.write_text("a token such as deploy/secrets makes")
    deployed = (PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8")
    (tmp_path / "prometheus.yml").write_text(
        deployed.replace("/run/secrets/internal-token", str(token)), encoding="utf-8"
    )
    (tmp_path / "rules").symlink_to(PROMETHEUS / "rules")
    promtool("check", "config", str(tmp_path / "prometheus.yml"))


def test_prometheus_accepts_the_rules() -> None:
    promtool("check", "rules", *map(str, RULES))


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.stem)
def test_the_rules_pass_their_own_tests(path: Path) -> None:
    promtool("test", "rules", str(path))


def test_the_metrics_are_named_as_prometheus_wants_them(pages: dict[str, str]) -> None:
    for page in pages.values():
        ours = [line for line in page.splitlines() if re.match(r"(# \w+ )?aksi_", line)]
        promtool("check", "metrics", page="\n".join(ours) + "\n")


@pytest.mark.parametrize("rule", RECORDED, ids=str)
def test_a_recorded_series_is_named_level_metric_operations(rule: Rule) -> None:
    assert LEVEL_METRIC_OPERATIONS.match(rule.name)


@pytest.mark.parametrize("rule", ALERTS, ids=str)
def test_an_alert_says_how_bad_for_whom_and_what_to_do(rule: Rule) -> None:
    assert rule.fields["labels"]["severity"] in {"critical", "warning"}
    assert rule.fields["labels"]["audience"] in {"operator", "program"}
    said = rule.fields["annotations"]
    assert set(said) == {"summary", "description", "runbook"}
    page, _, section = said["runbook"].partition("#")
    assert page == "docs/operations.md"
    assert section == rule.name.lower()
    assert section in anchors()


@pytest.mark.parametrize("name", sorted({rule.name for rule in ALERTS}))
def test_an_alert_was_seen_to_ring(name: str) -> None:
    """A rule that was never seen to fire may be one that cannot."""
    assert name in _expected_to_ring()


def _expected_to_ring() -> set[str]:
    rung = set()
    for path in UNIT_TESTS:
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]:
            for case in test.get("alert_rule_test", []):
                if case["exp_alerts"]:
                    rung.add(case["alertname"])
            for case in test.get("promql_expr_test", []):
                for sample in case["exp_samples"]:
                    rung |= set(re.findall(r'ALERTS\{alertname="(\w+)"', sample["labels"]))
    return rung
