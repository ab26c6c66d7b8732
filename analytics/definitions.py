"""
Every measure, defined once: what it says, and the SQL macro that computes it.

The API, the pages and the published file compute a measure by its macro and in no other way. The
macros are in sql/measure_*.sql; `docs/measures.md` says the same to people, and a test holds it
equal to the list here.
"""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from catalog.category_path import define_paths
from catalog.database import Database
from catalog.statements import Statements

SQL = Statements(__file__)


@dataclass(frozen=True)
class Measure:
    """
    A measure: `macro` is the name of the SQL that computes it, `unit` what it is counted in.

    `counts` says what is in it and what is not, `rounding` when and how it is rounded, and `days`
    which moment decides the day that it counts on.
    """

    name: str
    title: str
    sentence: str
    formula: str
    counts: str
    unit: str
    rounding: str
    days: str
    macro: str


EXACT = "none: sums of amounts that are rounded line by line"
WHOLE = "none: whole numbers"
TENTH = "to one decimal, halves up"
ORDERED = "the order's, in the reporting timezone"

MEASURES = (
    Measure(
        name="gross",
        title="Gross",
        sentence="What was ordered.",
        formula="sum of the line totals of all lines placed",
        counts="cancelled and refunded lines stay in it; past orders that were imported count too",
        unit="money, each currency by itself",
        rounding=EXACT,
        days=ORDERED,
        macro="measure_gross",
    ),
    Measure(
        name="refunds",
        title="Refunds",
        sentence="What was given back.",
        formula="sum of the amounts of all refunds and cancellations",
        counts="a cancellation counts as a refund of all that was left of the order",
        unit="money, each currency by itself",
        rounding=EXACT,
        days="the refund's own, in the reporting timezone",
        macro="measure_refunds",
    ),
    Measure(
        name="net",
        title="Net",
        sentence="What is left of gross after refunds.",
        formula="gross - refunds",
        counts="it is negative where more was given back than ordered in the same period",
        unit="money, each currency by itself",
        rounding=EXACT,
        days="that of gross and that of refunds, each its own",
        macro="measure_net",
    ),
    Measure(
        name="orders",
        title="Orders",
        sentence="How many orders have a line placed.",
        formula="number of different orders among the lines placed",
        counts="cancelled orders stay in it; an order with lines of two partners counts once for "
        "each of them, and once in their total",
        unit="orders",
        rounding=WHOLE,
        days=ORDERED,
        macro="measure_orders",
    ),
    Measure(
        name="units",
        title="Units",
        sentence="How many pieces were ordered.",
        formula="sum of the quantities of all lines placed",
        counts="pieces that were given back stay in it",
        unit="pieces",
        rounding=WHOLE,
        days=ORDERED,
        macro="measure_units",
    ),
    Measure(
        name="average_order",
        title="Average order value",
        sentence="What an order is worth on average.",
        formula="gross / orders",
        counts="without an order there is none; refunds do not make it less",
        unit="money, each currency by itself",
        rounding="to the currency's minor unit (ISO 4217), halves up",
        days=ORDERED,
        macro="measure_average_order",
    ),
    Measure(
        name="sell_through",
        title="Sell-through",
        sentence="Which share of what there was to sell is sold.",
        formula="units in percent of (units + units left)",
        counts="units left are those that can be ordered now; a product whose quantity no feed "
        "tells has none",
        unit="percent",
        rounding=TENTH,
        days="the units' day; what is left is that of now",
        macro="measure_sell_through",
    ),
    Measure(
        name="price_index",
        title="Price index",
        sentence="A price against what other partners ask for the same thing.",
        formula="price in percent of the mean price of the other partners",
        counts="active products with the same GTIN in the same currency; the sale price where "
        "there is one; 100 is the same price, more is dearer; without another partner there is "
        "none",
        unit="percent",
        rounding=TENTH,
        days="that of now",
        macro="measure_price_index",
    ),
    Measure(
        name="feed_quality",
        title="Feed quality",
        sentence="Which share of a feed's records could be loaded.",
        formula="(records read - skipped) in percent of (records read - no products)",
        counts="a record that is skipped for any error counts against it, warnings do not; records "
        "that are no products, such as the image lines of a Shopify file, do not count at all",
        unit="percent",
        rounding=TENTH,
        days="the day the feed was received, in the reporting timezone",
        macro="measure_feed_quality",
    ),
    Measure(
        name="time_to_catalog",
        title="Time to catalog",
        sentence="How long a feed takes from its arrival until its products can be ordered.",
        formula="finished at - received at; of several feeds the median",
        counts="loaded feeds only; the time that a feed was held for a person is in it",
        unit="seconds",
        rounding="to milliseconds, halves up",
        days="the day the feed was received, in the reporting timezone",
        macro="measure_time_to_catalog",
    ),
)
# each uses only macros before it
MACROS = ("measure_percent", *(measure.macro for measure in MEASURES))


def define_measures(database: Database) -> None:
    """Write the macros anew, so that SQL computes each measure as this version says."""
    with database.transaction() as cursor:
        define_on(cursor)


def define_on(cursor: DuckDBPyConnection) -> None:
    """Write the macros to the database that the cursor uses, in the caller's transaction."""
    for name in MACROS:
        cursor.execute(SQL[name])
    define_paths(cursor)  # what they are counted by
