"""Values as the contract wants them in JSON: money as text, quantities as numbers."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from catalog.currencies import money
from catalog.database import Row

MONEY_COLUMNS = ("price", "sale_price")


def shown_money(amount: Decimal | None, currency: str | None) -> str | None:
    """Return the amount as text with the decimals of its currency."""
    return None if amount is None else money(amount, currency or "")


def money_of(row: Row, *names: str) -> Row:
    """Return the row with these amounts as text in its `currency`."""
    return {**row, **{name: shown_money(row[name], row["currency"]) for name in names}}


def shown_quantity(quantity: Decimal | None) -> int | float | None:
    """Return the quantity as a number, a whole one as an integer."""
    if quantity is None:
        return None
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)


def shown_column(image: Row, column: str) -> Any:  # noqa: ANN401 - any value that JSON has
    """Return the value of a column of a product, before or after a change."""
    value = image.get(column)
    if column in MONEY_COLUMNS:
        return shown_money(value, image.get("currency"))
    if isinstance(value, Decimal):
        return shown_quantity(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value
