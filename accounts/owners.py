"""Who owns an order, by a name that people know."""

from accounts.accounts import Accounts
from catalog.statements import Statements

SQL = Statements(__file__)
OF_KEYS = "key:"


def name_owner(accounts: Accounts, owner: str) -> str:
    """Return the owner, a key by its name in place of its id; a user as it is."""
    if not owner.startswith(OF_KEYS):
        return owner
    key_id = owner.removeprefix(OF_KEYS)
    found = accounts.database.row(SQL["select_key_name"], {"key_id": key_id})
    return f"{OF_KEYS}{found['name']}" if found else owner
