"""Revenue by one thing as a few small bars, of which one can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from pages.chart_colours import GREY, ORANGE, painted
from pages.chart_heights import height_of_bars
from pages.chart_rows import axis_of_rows, in_rows
from pages.revenue_chart import CHOSEN, Drawn

ROOM = 0.4  # of the bars' length: the amounts stand there, below each other
FADED = 0.35
LABEL_PX = 110
AXIS = {"labelLimit": LABEL_PX, "minExtent": LABEL_PX, "tickSize": 0, "domain": False}
KINDS = {"before": ORANGE, "amount": GREY}
TOOLTIP = [
    alt.Tooltip("label:N", title="Key"),
    alt.Tooltip("exact:N", title="Now"),
    alt.Tooltip("exact_before:N", title="Compared with"),
]


@dataclass(frozen=True)
class Bar:
    """One key: what it is called, and its amount as a length, in short, and in full."""

    id: str
    label: str
    length: float
    short: str
    exact: str
    before: float | None = None
    exact_before: str = "-"


def draw_panel(bars: Sequence[Bar], chosen: str | None) -> Drawn:
    """Return the bars below each other; where one is chosen, all others are faint."""
    low, high = _ends(bars)
    values = [
        {**vars(bar), "shade": 1 if chosen in (None, bar.id) else FADED, "edge": high}
        for bar in bars
    ]
    base = alt.Chart(alt.InlineData(values=in_rows(values))).encode(
        y=axis_of_rows(values, "label", **AXIS), tooltip=TOOLTIP
    )
    drawn = base.mark_bar().add_params(alt.selection_point(name=CHOSEN, fields=["id"]))
    length = alt.X("length:Q", axis=None, scale=alt.Scale(domain=[low, high], nice=False))
    shade = alt.Opacity("shade:Q", scale=None, legend=None)
    amounts = painted(base.mark_text(align="right"), "amount", KINDS)
    layers = [drawn.encode(x=length, opacity=shade), amounts.encode(x="edge:Q", text="short:N")]
    if any(bar.before for bar in bars):
        marks = base.transform_filter("datum.before").mark_tick(thickness=3)
        layers.append(painted(marks, "before", KINDS).encode(x="before:Q"))
    return alt.layer(*layers).properties(height=height_of_bars(len(bars), has_axis=False))


def _ends(bars: Sequence[Bar]) -> tuple[float, float]:
    """Return where the drawing begins and ends, the room for the amounts included."""
    lengths = [length for bar in bars for length in (bar.length, bar.before or 0)]
    low, high = min(0, *lengths), max(0, *lengths)
    return low, high + ROOM * (high - low or 1)
