"""The running stack that tests/flow and tests/boards share: the same code as the demonstration.

It is started when a test first asks for it, in a folder and on ports of its own, and ended
with the session. Unit and contract tests never ask. `make test` runs several workers, of which
two have a stack: see tests/workers.py.
"""

import io
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from rich.console import Console
from xdist.remote import Producer

from deploy.local.accounts import have_accounts, log_ins
from deploy.local.callers import Caller, calling
from deploy.local.console import Lines
from deploy.local.demo import demonstrate
from deploy.local.folder import Folder
from deploy.local.ports import DEFAULTS
from deploy.local.stack import Stack
from tests.areas import areas_file
from tests.flow.people import PEOPLE, have_agencies, log_in_admin
from tests.flow.plan import REGION, Plan
from tests.named_channel import CHANNELS
from tests.workers import ON_A_STACK, OneStackPerWorker, file_of, turn

# the values of all names, which the default adds to a traceback, take seconds to write
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

# machines are noisy: a slow example is no wrong one
settings.register_profile("noisy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("noisy")

# who starts the tests in the background has them ignore Ctrl-C, and every process they start
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        on_a_stack = "stack" in getattr(item, "fixturenames", ())
        if on_a_stack and file_of(item.nodeid) not in ON_A_STACK:
            raise pytest.UsageError(f"{item.nodeid} asks for the stack: name it in workers.py")
    items.sort(key=lambda item: turn(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneStackPerWorker:
    return OneStackPerWorker(config, log)


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Broker, database, mail catcher, services and Prometheus, all ready."""
    folder: Path = tmp_path_factory.mktemp("stack")
    said, channels = io.StringIO(), folder / "channels.yml"
    channels.write_text(CHANNELS)
    running = Stack(
        Folder(folder),
        Lines(Console(file=said, soft_wrap=True)),
        wanted_ports=dict.fromkeys(DEFAULTS),
        more={
            "notifier": {
                "AKSI_CHANNELS_FILE": str(channels),
                "AKSI_POLICY_FILE": str(Path(__file__).parent / "policies" / "plain.yml"),
            },
            "tracker": {"AKSI_AREAS_FILE": str(areas_file(folder))},
        },
        scrape_seconds=5,
    )
    try:
        await running.up()
        running.describe(log_ins(running.secrets, PEOPLE))
        yield running
    finally:
        await running.down()


@pytest.fixture(scope="session")
async def admin(stack: Stack) -> AsyncIterator[Caller]:
    """May do everything."""
    async with calling(stack.services, log_in_admin(stack)) as caller:
        yield caller


@pytest.fixture(scope="session")
async def agencies(admin: Caller) -> dict[str, dict[str, str]]:
    """Two agencies and a delivery team in the tests' region: the addresses of each by role."""
    return await have_agencies(admin)


@pytest.fixture(scope="session")
async def plan(admin: Caller, agencies: dict[str, dict[str, str]]) -> Plan:
    """Items made for a test."""
    return Plan(admin)


@pytest.fixture(scope="session")
async def callers(
    stack: Stack, admin: Caller, agencies: dict[str, dict[str, str]]
) -> AsyncIterator[dict[str, Caller]]:
    """Each of PEOPLE by username. A test that ends sessions does so with an account of its own."""
    logins = log_ins(stack.secrets, PEOPLE)[1:]
    await have_accounts(admin, logins, REGION)
    async with AsyncExitStack() as entered:
        callers = {
            login.username: await entered.enter_async_context(calling(stack.services, login))
            for login in logins
        }
        yield callers
        for username, caller in callers.items():
            answer = await caller.planner.get("/api/v1/items?limit=1")
            assert answer.status_code == 200, f"a test ended the session of {username}"


@pytest.fixture(scope="session")
async def officer(callers: dict[str, Caller]) -> Caller:
    """The officer (PPTK) of AGENCY."""
    return callers["uji.pptk"]


@pytest.fixture(scope="session")
async def foreign_officer(callers: dict[str, Caller]) -> Caller:
    """The officer of another agency."""
    return callers["uji.pptk.lain"]


@pytest.fixture(scope="session")
async def demonstrated(stack: Stack) -> Stack:
    """The stack after `make demo` did its work on it: the sample plan and a year of reports."""
    await demonstrate(stack)
    return stack
