"""The item that an account asks for, when it may see it."""

from contracts.account import Account
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.view import no_such_item


async def visible_item(items: ItemRepository, account: Account, item_id: str) -> Item:
    """The item. Raises 404, the same for one that does not exist and one out of the account's
    scope.
    """
    item = await items.item(item_id)
    if item is None:
        raise no_such_item(item_id)
    must_see(account, item)
    return item


async def visible_owner(items: ItemRepository, account: Account, item_id: str) -> tuple[str, str]:
    """The region and the agency of an item. Raises 404 as `visible_item` does."""
    owner = await items.owner(item_id)
    if owner is None or not account.scope.covers(region=owner[0], agency=owner[1]):
        raise no_such_item(item_id)
    return owner


def must_see(account: Account, item: Item) -> None:
    """Raise 404 for an item out of the account's scope, the same as for one that does not exist."""
    if not account.scope.covers(region=item.plan.region, agency=item.plan.agency):
        raise no_such_item(item.item_id)
