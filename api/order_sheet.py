"""An order as a page to print: everything in it is text, and nothing comes from outside."""

import base64
import hashlib
from datetime import datetime
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from catalog.currencies import money
from orders.order import Order, OrderItem

BUSY = """<h1>One moment</h1>
<p>{why}. Nothing was written yet. This page asks again every {again_s} seconds.</p>"""
FOLDER = Path(__file__).parent / "html"
STATUSES = {
    "CONFIRMED": "Confirmed",
    "CANCELLED": "Cancelled",
    "PARTIALLY_REFUNDED": "Partly refunded",
    "REFUNDED": "Refunded",
}
FACT = "<div><dt>{name}</dt><dd>{value}</dd></div>"
LINE = """<tr><td class="number">{line}</td>
<td>{name}<div class="soft">{partner} · {sku}</div></td>
<td class="number">{quantity}</td><td class="number">{price}</td>
<td class="number">{total}</td></tr>
"""
SUM = '<tr><th colspan="4" scope="row">{name}</th><td class="number">{amount}</td></tr>\n'
NO_LINES = '<tr><td colspan="5">Nothing but refunds of this order is known.</td></tr>\n'
MISSING = (
    "<h1>There is no such order</h1>\n<p>No order has the id {order_id}. Check the address.</p>"
)


def render_order(order: Order, zone: ZoneInfo) -> str:
    """Return the order as a whole page of HTML, its times in the zone, which is named."""
    main = Template(_read("order.html")).substitute(
        number=escape(order.order_number),
        facts="\n".join(_facts(order, zone)),
        currency=escape(order.currency),
        lines="".join(_line(item, order.currency) for item in order.items) or NO_LINES,
        sums="".join(_sums(order)),
        order_id=escape(order.order_id),
    )
    return _whole(f"Order {order.order_number}", main)


def render_missing(order_id: str) -> str:
    """Return a page that says that no order has that id."""
    return _whole("No such order", MISSING.format(order_id=escape(order_id)))


def render_busy(why: str, again_s: str) -> str:
    """Return a page that says that a copy has to wait for others, to be shown until it is made."""
    sentence = why[:1].upper() + why[1:]
    return _whole("One moment", BUSY.format(why=escape(sentence), again_s=again_s))


@cache
def sheet_policy() -> str:
    """Return the policy (CSP) under which the page shows its own style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_read("sheet.css").encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def _whole(title: str, main: str) -> str:
    page = Template(_read("sheet.html"))
    return page.substitute(title=escape(title), style=_read("sheet.css"), main=main)


def _facts(order: Order, zone: ZoneInfo) -> list[str]:
    facts = {
        "Customer": order.customer_ref,
        "Status": STATUSES[order.status],
        "Placed": _placed(order.created_at, zone),
        "Country": order.country,
        "Imported from": order.imported_from,
    }
    return [FACT.format(name=name, value=escape(said)) for name, said in facts.items() if said]


def _line(item: OrderItem, currency: str) -> str:
    return LINE.format(
        line=item.line,
        partner=escape(item.partner),
        sku=escape(item.sku),
        name=escape(item.product_name),
        quantity=f"{item.quantity:,}",
        price=_amount(item.unit_price, currency),
        total=_amount(item.line_total, currency),
    )


def _sums(order: Order) -> list[str]:
    sums = {
        "Total": order.total,
        "Refunded": order.refunded,
        "Net": order.total - order.refunded,
    }
    return [SUM.format(name=n, amount=_amount(a, order.currency)) for n, a in sums.items()]


def _amount(amount: Decimal, currency: str) -> str:
    return f"{Decimal(money(amount, currency)):,f}"


def _placed(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


@cache
def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()
