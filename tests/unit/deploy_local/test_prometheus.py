import json
from pathlib import Path

from deploy.local.prometheus import configuration

PORTS = {"planner": 18001, "tracker": 18002, "notifier": 18003, "prometheus": 19090}


def test_prometheus_scrapes_the_services_where_they_really_are(tmp_path: Path) -> None:
    (tmp_path / "aksi.rules.yml").write_text("groups: []")
    (tmp_path / "aksi.rules.test").write_text("")
    written = json.loads(configuration(PORTS, tmp_path))
    targets = {
        scrape["job_name"]: scrape["static_configs"][0]["targets"]
        for scrape in written["scrape_configs"]
    }
    assert targets == {
        "planner": ["127.0.0.1:18001"],
        "tracker": ["127.0.0.1:18002"],
        "notifier": ["127.0.0.1:18003"],
    }
    assert written["rule_files"] == [str(tmp_path / "aksi.rules.yml")]
