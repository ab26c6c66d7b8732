"""Money and quantities as people read them."""

from decimal import Decimal

from catalog.currencies import money

VISIBLE_PERCENT = Decimal("0.05")  # below it one decimal would show no move
WHOLE_UNITS_FROM, MILLIONS_FROM = 1000, 10**6


def shown_money(amount: Decimal | None, currency: str | None) -> str:
    """Return the amount with its currency, such as `1,234.50 USD`."""
    if amount is None:
        return "-"
    return f"{money_cell(amount, currency)} {currency or ''}".rstrip()


def counted(number: int, noun: str) -> str:
    """Return the number with its noun, such as `1 line` or `2,000 lines`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def money_cell(amount: Decimal | None, currency: str | None) -> str:
    """Return the amount for a column that is aligned right, thousands divided by commas."""
    if amount is None:
        return ""
    whole, mark, decimals = money(amount, currency or "").partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{mark}{decimals}"


def short_money(amount: Decimal, currency: str, *, is_signed: bool = False) -> str:
    """Return the amount for a bar, without currency, and short where it is large."""
    sign = "+" if is_signed and amount > 0 else ""
    if abs(amount) >= MILLIONS_FROM:
        return f"{sign}{amount / MILLIONS_FROM:,.2f} M"
    if abs(amount) >= WHOLE_UNITS_FROM:
        return f"{sign}{amount:,.0f}"
    return f"{sign}{money_cell(amount, currency)}"


def shown_move(before: Decimal | None, after: Decimal | None) -> str:
    """Return by how much of itself the amount moves, such as `+25.0 %`; empty for no amount."""
    if not before or after is None:
        return ""
    percent = 100 * (after - before) / before
    if not percent:
        return "0 %"
    return f"{percent:+,.1f} %" if abs(percent) >= VISIBLE_PERCENT else f"{percent:+.1g} %"


def quantity_cell(quantity: Decimal | None) -> str:
    """Return the quantity without zeros that say nothing; empty where it is not tracked."""
    if quantity is None:
        return ""
    return f"{quantity.normalize():,f}"
