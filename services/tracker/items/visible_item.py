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
    if item is None or not account.scope.covers(region=item.plan.region, agency=item.plan.agency):
        raise no_such_item(item_id)
    return item
