"""Prometheus for the stack, if it is installed."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy.local.folder import PROJECT
from deploy.local.ports import LOOPBACK
from deploy.local.program import Program
from deploy.local.services import SERVICES, answers

RULES = PROJECT / "deploy" / "prometheus" / "rules"
SCRAPE_SECONDS = 1
"""So often what is shown to somebody who waits for it."""


def installed() -> str | None:
    """Path of the program, None if it is not installed."""
    return shutil.which("prometheus")


def configuration(ports: Mapping[str, int], rules: Path, seconds: int = SCRAPE_SECONDS) -> str:
    """A configuration that scrapes the services at `ports`, and evaluates the rules, every so many
    seconds; JSON, which is valid YAML.
    """
    every = f"{seconds}s"
    return json.dumps(
        {
            "global": {"scrape_interval": every, "evaluation_interval": every},
            "rule_files": [str(path) for path in sorted(rules.glob("*.y*ml"))],
            "scrape_configs": [
                {
                    "job_name": service,
                    "static_configs": [{"targets": [f"{LOOPBACK}:{ports[service]}"]}],
                }
                for service in SERVICES
            ],
        },
        indent=2,
    )


def prometheus(
    binary: str, ports: Mapping[str, int], folder: Path, seconds: int = SCRAPE_SECONDS
) -> Program:
    """Prometheus on its loopback port, with configuration and data in `folder`."""
    written = folder / "prometheus.yml"
    written.write_text(configuration(ports, RULES, seconds))
    port = ports["prometheus"]
    return Program(
        name="prometheus",
        command=(
            binary,
            f"--config.file={written}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={LOOPBACK}:{port}",
            "--storage.tsdb.retention.time=400d",
            "--storage.tsdb.retention.size=2GB",
            "--log.level=warn",
        ),
        ready=lambda: answers(f"http://{LOOPBACK}:{port}/-/ready"),
        stop_stage=0,
    )
