"""Money is shown with the currency's own decimals."""

from decimal import Decimal

import pytest

from catalog.currencies import money


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("15", "USD", "15.00"),
        ("15.0000", "USD", "15.00"),
        ("15.005", "USD", "15.005"),
        ("1500", "JPY", "1500"),
        ("1500.5", "JPY", "1500.5"),
        ("1.2", "KWD", "1.200"),
        ("1.2345", "EUR", "1.2345"),
        ("-3.5", "EUR", "-3.50"),
        ("0", "EUR", "0.00"),
    ],
)
def test_money_has_the_minor_units_decimals(amount: str, currency: str, shown: str) -> None:
    assert money(Decimal(amount), currency) == shown
