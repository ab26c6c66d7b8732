"""ISO 4217: which currencies there are, and how many decimals each one's minor unit has."""

from decimal import Decimal

import iso4217

from catalog.database import Database

MINOR_UNITS = {
    currency.name: currency.exponent
    for currency in iso4217.Currency
    if currency.exponent is not None
}


def write_currencies(database: Database) -> None:
    """Write the table `currency` anew, so that SQL rounds as ISO 4217 says today."""
    with database.transaction() as cursor:
        cursor.execute("delete from currency")
        cursor.executemany("insert into currency values (?, ?)", list(MINOR_UNITS.items()))


def money(amount: Decimal, currency: str) -> str:
    """Return the amount with the currency's decimals, more only where they are not zero."""
    places = MINOR_UNITS.get(currency, 2)
    shown = amount.quantize(Decimal(1).scaleb(-places))
    return f"{shown if shown == amount else amount.normalize():f}"
