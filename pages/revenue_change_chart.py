"""A change of revenue as bars from what was to what is, and key by key to both sides of nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from analytics.contributions import Change, Contribution
from pages.amounts import counted, short_money, shown_money
from pages.chart_colours import BLUE, GREY, ORANGE, colour_scale, painted
from pages.chart_heights import height_of_bars
from pages.chart_rows import axis_of_rows, in_rows
from pages.revenue_chart import CHOSEN, Drawn, named

Values = dict[str, Any]

# blue and orange differ for every kind of eye, and each bar says its sign in its label
KINDS = {"more": BLUE, "less": ORANGE, "net": GREY}
PARTS = {
    "volume": "Volume",
    "price": "Price",
    "new": "New products",
    "gone": "Products gone",
    "refunds": "Refunds",
}
# so much of the width is for what the longest bar says beside it
ROOM = 0.28
LABELS = {"labelLimit": 150, "labelFlush": False, "tickSize": 0}


def draw_bridge(change: Change) -> Drawn:
    """Return the way from the net before to the net now, over each part of the change."""
    currency, parts = change.currency, change.parts
    level = change.previous_net
    bars = [_step("Before", Decimal(0), level, currency, kind="net")]
    for name, label in PARTS.items():
        amount = getattr(parts, name)
        bars.append(_step(label, level, level + amount, currency))
        level += amount
    bars.append(_step("Now", Decimal(0), level, currency, kind="net"))
    base = _base(bars)
    ends = [each["right"] for each in bars]
    drawn = base.mark_bar().encode(
        x=alt.X("start:Q", title=f"Net ({currency})", **_amounts([0, *ends])),
        x2="end:Q",
        color=alt.Color("kind:N", scale=colour_scale(KINDS), legend=None),
        tooltip=[alt.Tooltip("label:N", title="Part"), alt.Tooltip("exact:N", title="Amount")],
    )
    return _told(base, drawn, len(bars))


def draw_contributions(
    contributions: Sequence[Contribution], currency: str, names: Mapping[str, str]
) -> Drawn:
    """
    Return a bar for each key, to the right for more and to the left for less.

    The others have none: beside what thousands did together, no key could be seen.
    """
    bars = [_contribution(each, currency, names) for each in contributions if each.key is not None]
    base = _base(bars)
    changes = [each["change"] for each in bars]
    bars_drawn = base.mark_bar().add_params(alt.selection_point(name=CHOSEN, fields=["id"]))
    drawn = bars_drawn.encode(
        x=alt.X("change:Q", title=f"Change ({currency})", **_amounts([0, *changes])),
        color=alt.Color("kind:N", scale=colour_scale(KINDS), legend=None),
        tooltip=[
            alt.Tooltip("label:N", title="Key"),
            alt.Tooltip("exact:N", title="Change"),
            alt.Tooltip("now:N", title="Now"),
            alt.Tooltip("before:N", title="Before"),
        ],
    )
    return _told(base, drawn, len(bars))


def _base(bars: list[Values]) -> alt.Chart:
    axis = axis_of_rows(bars, "label", **LABELS)
    return alt.Chart(alt.InlineData(values=in_rows(bars))).encode(y=axis)


def _amounts(ends: list[float]) -> dict[str, Any]:
    """Return the axis of amounts, with room for the text of the longest bar."""
    low, high = min(ends), max(ends)
    domain = [low, high + ROOM * (high - low or 1)]
    axis = alt.Axis(tickCount=4, labelOverlap="greedy")
    return {"scale": alt.Scale(domain=domain, nice=False), "axis": axis}


def _told(base: alt.Chart, drawn: alt.Chart, bars: int) -> Drawn:
    """Return the bars with their amounts beside them; the height leaves room for the axis."""
    told = painted(base.mark_text(align="left", dx=5), "net", KINDS).encode(
        x="right:Q", text="shown:N"
    )
    return alt.layer(drawn, told).properties(height=height_of_bars(bars))


def others(contribution: Contribution) -> str:
    """Return what the row of all others is called."""
    return f"{counted(contribution.keys, 'other')} together"


def _step(
    label: str, start: Decimal, end: Decimal, currency: str, kind: str | None = None
) -> Values:
    return {
        "label": label,
        "start": float(start),
        "end": float(end),
        "right": float(max(start, end)),
        "kind": kind or _kind(end - start),
        "shown": short_money(end if kind else end - start, currency, is_signed=kind is None),
        "exact": shown_money(end, currency) if kind else signed(end - start, currency),
    }


def _contribution(contribution: Contribution, currency: str, names: Mapping[str, str]) -> Values:
    change = contribution.change
    return {
        "id": contribution.key,
        "label": named(contribution.key or "", names),
        "change": float(change),
        "right": max(float(change), 0.0),
        "kind": _kind(change),
        "shown": short_money(change, currency, is_signed=True),
        "exact": signed(change, currency),
        "now": shown_money(contribution.net, currency),
        "before": shown_money(contribution.previous_net, currency),
    }


def signed(amount: Decimal, currency: str) -> str:
    """Return the amount with its sign, a plus included."""
    shown = shown_money(amount, currency)
    return f"+{shown}" if amount > 0 else shown


def _kind(amount: Decimal) -> str:
    return "less" if amount < 0 else "more"
