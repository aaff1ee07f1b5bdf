import json
import stat
from pathlib import Path

from deploy.local.demo_file import LogIn, Running

RUNNING = Running(
    services={
        "planner": "http://127.0.0.1:8001",
        "tracker": "http://127.0.0.1:8002",
        "notifier": "http://127.0.0.1:8003",
    },
    kafka="127.0.0.1:9092",
    mongodb="mongodb://127.0.0.1:27017/?replicaSet=rs0",
    mail="http://127.0.0.1:8025",
    prometheus=None,
    boards=None,
    accounts=[LogIn("dewan", "rahasia", "council", None)],
    pids={"planner": 11, "kafka": 12},
)


def test_scripts_find_exactly_this_in_the_file(tmp_path: Path) -> None:
    RUNNING.write(tmp_path / "demo.json")
    assert json.loads((tmp_path / "demo.json").read_text()) == {
        "services": {
            "planner": {"url": "http://127.0.0.1:8001"},
            "tracker": {"url": "http://127.0.0.1:8002"},
            "notifier": {"url": "http://127.0.0.1:8003"},
        },
        "kafka": "127.0.0.1:9092",
        "mongodb": "mongodb://127.0.0.1:27017/?replicaSet=rs0",
        "mail": {"url": "http://127.0.0.1:8025"},
        "prometheus": None,
        "boards": None,
        "accounts": [
            {"username": "dewan", "password": "rahasia", "role": "council", "agency": None}
        ],
        "pids": {"planner": 11, "kafka": 12},
    }


def test_the_file_holds_passwords_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    RUNNING.write(path)
    RUNNING.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["demo.json"]
