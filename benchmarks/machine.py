"""Description of the machine and software of a run."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.lab import Lab
from deploy.local.apache_kafka import JARS
from deploy.local.folder import PROJECT

PACKAGES = ("faststream", "aiokafka", "motor", "pymongo", "pydantic", "fastapi", "uvicorn")


def described(lab: Lab) -> dict[str, str]:
    """Commit, machine and versions."""
    kafka = next(JARS.glob("kafka-server-[0-9]*.jar")).stem.removeprefix("kafka-server-")
    return {
        "commit": _commit(),
        "cores": str(os.cpu_count()),
        "processor": _processor(),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": platform.platform(),
        "python": platform.python_version(),
        "kafka": kafka,
        "mongodb": str(lab.client.server_info()["version"]),
        **{name: version(name) for name in PACKAGES},
    }


def _commit() -> str:
    def git(*words: str) -> str:
        printed = subprocess.run(
            ["git", *words], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        return printed.stdout.strip()

    changed = " with changes" if git("status", "--porcelain") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), "?")
