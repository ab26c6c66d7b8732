"""Whatever lines come, in however many imports: as a plain model of the rules says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importing import Importing, ledger

HEADER = (
    "order_number,line,ordered_at,customer_ref,partner,sku,quantity,unit_price,currency,country"
)
UNITS = {"USD": Decimal("0.01"), "JPY": Decimal(1)}
NUMBERS = count()

Cells = tuple[str, str, str, str, str, str, str, str, str, str]
LINES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["", "1", "2", "3", "x"]),
        st.sampled_from(["2011-03-01", "2011-03-01 23:59", "2011-03-02"]),
        st.sampled_from(["", "c-1", "c-1", "c-2"]),
        st.sampled_from(["lumen", "lumen", "other"]),
        st.just("LAMP"),
        st.sampled_from(["1", "2", "2", "-1", "-3", "0"]),
        st.sampled_from(["0", "1.005", "1.004", "-2.5"]),
        st.sampled_from(["USD", "USD", "USD", "JPY"]),
        st.sampled_from(["", "France", "France", "Spain"]),
    ),
    max_size=9,
)


@dataclass
class Known:
    """An order as it is known: what its lines must agree with, and what each of them says."""

    currency: str
    customer: str | None
    country: str | None
    day: str | None = None
    lines: dict[int, tuple[str, ...]] = field(default_factory=dict)
    gross: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)

    def fits(self, cells: Cells) -> bool:
        """Return whether a line agrees with the order."""
        _, _, at, customer, _, _, _, _, currency, country = cells
        return (
            currency == self.currency
            and customer in {"", self.customer}
            and country in {"", self.country}
            and (is_refund(cells) or at[:10] == self.day)
        )


def is_refund(cells: Cells) -> bool:
    return cells[6].startswith("-") or cells[7].startswith("-")


def is_sound(cells: Cells) -> bool:
    both = cells[6].startswith("-") and cells[7].startswith("-")
    return cells[1] != "x" and cells[6] != "0" and not both


def amount(cells: Cells) -> Decimal:
    exact = abs(Decimal(cells[6]) * Decimal(cells[7]))
    return exact.quantize(UNITS[cells[8]], ROUND_HALF_UP)


def content(cells: Cells) -> tuple[str, ...]:
    _, _, at, _, partner, sku, quantity, price, _, _ = cells
    if is_refund(cells):
        return ("refund", at, partner, sku, quantity.lstrip("-"), str(amount(cells)))
    return ("placed", at, partner, sku, quantity, str(Decimal(price)))


def first(values: Sequence[str]) -> str | None:
    return next((value for value in values if value), None)


def bring(known: dict[str, Known], lines: Sequence[Cells]) -> Counter[str]:
    """Import the lines in the model, and return what became of how many."""
    outcomes: Counter[str] = Counter()
    for number in sorted({cells[0] for cells in lines}):
        of_order = [cells for cells in lines if cells[0] == number]
        outcomes += bring_order(known, number, of_order)
    return outcomes


def bring_order(known: dict[str, Known], number: str, lines: Sequence[Cells]) -> Counter[str]:
    sound = [cells for cells in lines if is_sound(cells)]
    if not sound:
        return Counter(skipped=len(lines))
    order = known.get(number) or Known(
        currency=sound[0][8],
        customer=first([cells[3] for cells in sound]),
        country=first([cells[9] for cells in sound]),
    )
    day = order.day
    if day is None:
        order.day = first([cells[2][:10] for cells in sound if not is_refund(cells)])
    outcomes: Counter[str] = Counter()
    for position, cells in enumerate(lines, start=1):
        line = int(cells[1]) if cells[1].isdecimal() else position
        if not is_sound(cells) or not order.fits(cells):
            outcomes["skipped"] += 1
        elif line in order.lines:
            outcomes["unchanged" if order.lines[line] == content(cells) else "skipped"] += 1
        else:
            outcomes["inserted"] += 1
            order.lines[line] = content(cells)
            known[number] = order
            if is_refund(cells):
                order.refunds += amount(cells)
            else:
                order.gross += amount(cells)
    if not any(kept[0] == "placed" for kept in order.lines.values()):
        order.day = day  # of refunds alone: nothing was placed on a day yet
    return outcomes


def status(order: Known) -> str:
    if not any(kept[0] == "refund" for kept in order.lines.values()):
        return "CONFIRMED"
    return "PARTIALLY_REFUNDED" if order.gross > order.refunds else "REFUNDED"


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deliveries=st.lists(LINES, min_size=1, max_size=3))
def test_imports_do_what_the_rules_say(importing: Importing, deliveries: list[list[Cells]]) -> None:
    source = f"s{next(NUMBERS)}"
    known: dict[str, Known] = {}

    for lines in (*deliveries, deliveries[-1]):
        text = "\n".join([HEADER, *(",".join(cells) for cells in lines)]) + "\n"
        outcomes = bring(known, lines)
        job = importing.bring(text, source=source)
        names = ("inserted", "unchanged", "skipped")
        assert ledger(job) == (len(lines), *(outcomes[name] for name in names))
        assert len(importing.issues(job)) == outcomes["skipped"]

    found = importing.rows(
        "select order_number, any_value(total), sum(gross), sum(refunds), any_value(status),"  # noqa: S608 - our own source
        " count(*) from customer_order join sales_line using (order_id)"
        f" where imported_from = '{source}' group by order_number order by order_number"
    )
    assert found == [
        (number, order.gross, order.gross, order.refunds, status(order), len(order.lines))
        for number, order in sorted(known.items())
    ]
