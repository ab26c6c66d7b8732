"""Random feeds that are rich in edge cases, and successive versions of them. For Hypothesis."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tests.model.columns import FIELDS, SYNONYMS
from tests.model.contract import Mode, Sent
from tests.model.dress import DRESSES, Dress

History = list[tuple[int, Sent, Dress]]

SKUS = ("L-1", "007", "7", "l-1", "Größe 5", "A/B", "x,y", "L-2", "L-3", "L-4", "L-5")
NUMBERS = (
    *("15", "15.00", "1.234,56", "1,234.56", "1 234,50", "1\xa0234", "1'234.5", "1\u202f234,5"),
    *("1.234", "1,234", "0.125", "0,125", "012.345", "1234.567", "1,29,990", "1.29.990,5"),
    *("1,234,56", "1.234.567", "1.234,567,890", "1.5e3", "15E-1", "1,5e+2", "-5", "+5", "--5"),
    *("0", "0.00001", "-0.00001", "12.34567", "9.00005", ".5", "5.", "99999999999999.9999"),
    *(
        "99999999999999.99995",
        "100000000000000",
        "1e20",
        "1e-7",
        "abc",
        "\u0661\u0665",
        "12abc",
        "1 . 5",
    ),
)
PRICES = (
    *NUMBERS,
    *("15 USD", "USD 15", "15.00 usd", "$15", "15 $", "1.234,56 €", "€ 12,50", "₹1,29,990"),
    *("£1,299.00", "12,90 zł", "15 EUR", "500 JPY", "500.5 JPY", "1.2345 KWD", "1.23456 KWD"),
    *("15 XYZ", "15 EURO", "$15 USD", "$15 EUR", "EUR €5", "$", "15 CAD", "-5 USD"),
)
QUANTITIES = (
    *NUMBERS,
    *("3", "0", "-2", "-2.5", "2.5", "2.00001", "yes", "Sold out", "in_stock", "many", "Si", "y"),
    *("10+", "preorder", "discontinued"),
)
AVAILABILITIES = (
    *("in_stock", "IN STOCK", "https://schema.org/InStock", "out-of_stock", "sold  out", "1", "0"),
    *("preorder", "pre-order", "available for order", "obsolete", "maybe", "Si", "SI", "no", "10+"),
    *("http://schema.org/OutOfStock", "on backorder"),
)
CURRENCIES = ("USD", "EUR", "usd", "JPY", "KWD", "CAD", "XYZ", "dollar", "PLN")
GTINS = (
    *("4006381333931", "96385074", "036000291452", "10012345678902", "4006381333930", "123"),
    *("7,70231E+12", "4.00638E+12", "4E+12", "none"),
)
TEXTS = (
    "red",
    "two\nlines",
    "carriage\r\nreturn",
    "Größe M",
    "a, b; c|d",
    'say "hi"',
    "'",
    "007",
    "x  y",
    "\u3000wide\u3000",
    "null",
)
ODD = ("", " ", "\xa0", "__CLEAR__", "__clear__")
POOLS: dict[str, tuple[str, ...]] = {
    "sku": (*SKUS, "x" * 255, "x" * 256, " 7 "),
    "price": PRICES,
    "sale_price": (*PRICES, "14", "14.99999", "15.00", "16"),
    "currency": CURRENCIES,
    "availability": AVAILABILITIES,
    "quantity": QUANTITIES,
    "gtin": GTINS,
}
ANY = ("", "__CLEAR__", "9", "yes", "5 EUR", "20,50", "Lamp 2", "EUR", "-1", "L-2", "10+")
SOUND = {"sku": "", "product_name": "Lamp", "price": "15", "currency": "USD", "quantity": "3"}
EXTRAS = ("Colour", " Size ", "", "Ean13", "_errors", "title", "Regular Price", "Stock", "Colour")


def headers_of(field: str) -> st.SearchStrategy[str]:
    """Return names under which the field is sent."""
    names = [field, *SYNONYMS[field].split()]
    shapes = (str, str.upper, str.title, lambda name: name.replace("_", " "), lambda n: f"g:{n}")
    return st.builds(
        lambda name, shape: shape(name), st.sampled_from(names), st.sampled_from(shapes)
    )


def cells_of(field: str) -> st.SearchStrategy[str]:
    """Return cells of a column, odd ones among them."""
    return st.sampled_from((*POOLS.get(field, TEXTS), *ODD))


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a partner's profile."""
    constants = {
        "currency": st.sampled_from(["USD", "EUR", "JPY"]),
        "availability": st.sampled_from(["in_stock", "no", "Si"]),
        "price": st.sampled_from(["9.99", "1.234"]),
        "quantity": st.just("2"),
        "brand": st.just("Acme"),
        "product_name": st.just("Thing"),
    }
    words = {"Si": "in_stock", "10+": "in_stock", "no": "backorder"}
    entries = {
        "decimal_mark": st.sampled_from([".", ","]),
        "price_divisor": st.sampled_from([100, 1000, 0.5, 7]),
        "fields": st.fixed_dictionaries({}, optional={"mpn": st.just("Colour")}),
        "constants": st.fixed_dictionaries({}, optional=constants),
    }
    drawn = draw(st.fixed_dictionaries({}, optional=entries))
    return {**drawn, "availability_words": words}


@st.composite
def feeds(draw: st.DrawFn, profile: dict[str, Any], mode: Mode) -> Sent:
    """Draw a feed: some columns, and records that are sound but for some cells."""
    optional = [field for field in FIELDS if field != "sku"]
    likely = [field for field in optional if field in SOUND]
    columns = ["sku", *draw(st.permutations(likely))[: draw(st.integers(1, 9))]]
    columns += draw(st.lists(st.sampled_from(optional), unique=True, max_size=6))
    columns = list(dict.fromkeys(columns))
    headers = [draw(headers_of(field)) for field in columns]
    extras = draw(st.lists(st.sampled_from(EXTRAS), max_size=3))
    columns, headers = [*columns, *extras], [*headers, *extras]
    order = draw(st.permutations(range(len(columns))))
    records = draw(st.lists(_records(columns), min_size=1, max_size=20))
    return Sent(
        mode,
        profile,
        tuple(headers[at] for at in order),
        tuple(tuple(record[at] for at in order) for record in records),
    )


@st.composite
def _records(draw: st.DrawFn, columns: list[str]) -> list[str]:
    cells = [SOUND.get(column, "") for column in columns]
    cells[columns.index("sku")] = draw(st.sampled_from(SKUS))
    for at in draw(st.lists(st.integers(0, len(columns) - 1), max_size=3)):
        cells[at] = draw(cells_of(columns[at]))
    return cells


MODES: st.SearchStrategy[Mode] = st.sampled_from(["full", "full", "delta", "delta", "supplemental"])


@st.composite
def versions(draw: st.DrawFn, sent: Sent, mode: Mode) -> Sent:
    """Draw the feed's next version: records gone, moved or sent twice, and other cells."""
    order = draw(st.lists(st.sampled_from(sent.records), min_size=1, max_size=20))
    records = [list(record) for record in (order if draw(st.booleans()) else sent.records)]
    for at in draw(st.lists(st.integers(0, len(records) - 1), max_size=5)):
        column = draw(st.integers(0, len(sent.headers) - 1))
        records[at][column] = draw(st.sampled_from(ANY))
    return replace(sent, mode=mode, records=tuple(map(tuple, records)))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw what two partners send, one feed after another, in files of any kind."""
    of_partners = [draw(profiles()), draw(profiles())]
    last: dict[int, Sent] = {}
    history: History = []
    for _ in range(draw(st.integers(1, 5))):
        partner = draw(st.sampled_from([1, 1, 1, 2]))
        mode: Mode = draw(MODES) if history else "full"
        if partner in last and draw(st.integers(0, 2)):
            sent = draw(versions(last[partner], mode))
        else:
            sent = draw(feeds(of_partners[partner - 1], mode))
        last[partner] = sent
        history.append((partner, sent, draw(st.sampled_from(DRESSES))))
    return history
