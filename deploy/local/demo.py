"""The demonstration."""

from deploy.local.stack import Stack


async def demonstrate(stack: Stack) -> None:
    """x"""
