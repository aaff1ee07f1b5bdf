"""Keeps the policy's file and what is open in step: another policy looks at everything again."""

import asyncio
from collections.abc import Callable

import structlog

from chassis.clock import Clock
from chassis.mongo.database import DatabaseTrouble
from notifier.alerting.policy_file import PolicyFile
from notifier.alerting.repository import AlertRepository

log = structlog.get_logger()

SECONDS = 5.0


async def keep_policy(
    policy: PolicyFile, alerts: AlertRepository, clock: Clock, look: Callable[[], None]
) -> None:
    """At the start, and when the file changes, look at every subject by the policy in force;
    until the service stops.
    """
    applied = False
    while True:
        try:
            if policy.read_again() or not applied:
                rules = tuple(policy().by_name)
                if await alerts.apply_policy(policy.fingerprint, rules, clock.now()):
                    look()
                applied = True
        except (DatabaseTrouble, OSError, TimeoutError) as error:
            applied = False
            log.warning("the policy cannot be applied yet", error=str(error)[:300])
        await asyncio.sleep(SECONDS)
