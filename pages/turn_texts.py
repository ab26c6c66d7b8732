"""What a feed changed of a product, in words."""

from analytics.turns import Turn
from pages.statuses import shown_status

KINDS = {
    "active": "deactivated",
    "availability": "availability",
    "quantity": "stock",
    "price": "price",
}
WITHOUT_SIDES = {
    "active": "deactivated",
    "inserted": "so since it came in",
    "removed": "taken out of the catalog",
}


def shown_turn(turn: Turn | None) -> str:
    """Return what was changed, such as `price 10.00 USD → 0.10 USD`, a revert named as such."""
    if turn is None:
        return ""
    by_revert = " (by its revert)" if turn.by_revert else ""
    if turn.kind in WITHOUT_SIDES:
        return WITHOUT_SIDES[turn.kind] + by_revert
    return f"{KINDS[turn.kind]} {_side(turn, turn.before)} → {_side(turn, turn.after)}{by_revert}"


def shown_kinds(kinds: tuple[str, ...]) -> str:
    """Return what a feed changed, such as `price, stock`."""
    return ", ".join(KINDS.get(kind, kind) for kind in kinds)


def _side(turn: Turn, value: str) -> str:
    if not value:
        return "none"
    return shown_status(value).lower() if turn.kind == "availability" else value
