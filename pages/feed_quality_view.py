"""The trend of each partner's quality: a line over its last feeds, and the feeds themselves."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import altair as alt
import streamlit as st

from analytics.feed_quality import FeedQuality, read_feed_quality
from pages.chart_heights import COLUMNS_PX
from pages.charts import show_chart
from pages.choices import ask_choice
from pages.feed_filter import ask_partner_code
from pages.links import show_link
from pages.plain_text import one_line, plain
from pages.services import services
from pages.statuses import shown_status
from pages.table_columns import COUNT, FEED, FEED_ADDRESS, PERCENT, show_rows
from pages.times import shown_time, time_cell

MOST_FEEDS = 30
MOST_LINES = 8  # the theme has so many colours that all eyes can tell apart
SHARES = {
    "skipped_percent": "Records skipped",
    "quality_percent": "Quality: products loaded",
    "warnings_percent": "Warnings",
}
PLACES = alt.Axis(tickMinStep=1, labelExpr="datum.value ? format(datum.value, 'd') : 'newest'")


def show_quality() -> None:
    """Show the last loaded feeds of each partner, or of one."""
    with st.container(horizontal=True):
        share = ask_choice("Share", tuple(SHARES), SHARES.__getitem__, "share")
        partner = ask_partner_code()
    feeds = read_feed_quality(services().database, MOST_FEEDS, partner)
    if not feeds:
        st.info("No feed was loaded yet.")
        show_link("upload.py", "Upload a feed")
        return
    drawn = _worst(feeds, share)
    show_chart(
        draw_quality([feed for feed in feeds if feed.partner in drawn], share),
        alt=f"{SHARES[share]} in percent of the records of each loaded feed, a line a partner",
    )
    st.caption("Click a point to open its feed.")
    _tell_moves(feeds, share, drawn)
    _show_feeds(feeds[::-1])
    st.caption(
        f"The last {MOST_FEEDS} loaded feeds of each partner, reverted ones included. Quality"
        " leaves out records that are no products; a record with two warnings counts twice."
    )


def draw_quality(feeds: Sequence[FeedQuality], share: str) -> alt.Chart:
    """Return the share from feed to feed; a click on a point opens its feed."""
    left = Counter(feed.partner for feed in feeds)
    values = []
    for feed in feeds:
        left[feed.partner] -= 1
        values.append(_point(feed, share, -left[feed.partner]))
    partners = sorted({feed.partner for feed in feeds})
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(point=alt.OverlayMarkDef(size=70, filled=True, cursor="pointer"), strokeWidth=2)
        .encode(
            x=alt.X(
                "place:Q",
                title="Feeds, each a point",
                axis=PLACES,
            ),
            y=alt.Y(
                "percent:Q",
                title=f"{SHARES[share]} (%)",
                scale=alt.Scale(zero=share != "quality_percent"),
            ),
            color=alt.Color(
                "partner:N",
                title=None,
                scale=alt.Scale(domain=partners),
                legend=alt.Legend(orient="top", columns=2),
            ),
            href="address:N",
            tooltip=[
                alt.Tooltip("partner:N", title="Partner"),
                alt.Tooltip("file:N", title="File"),
                alt.Tooltip("received:N", title="Received"),
                alt.Tooltip("percent:Q", title=f"{SHARES[share]} (%)"),
            ],
        )
        .properties(height=COLUMNS_PX)
    )
    return drawn


def _point(feed: FeedQuality, share: str, place: int) -> dict[str, object]:
    return {
        "place": place,
        "percent": float(getattr(feed, share) or 0),
        "partner": feed.partner,
        "file": one_line(feed.filename),
        "received": shown_time(feed.received_at, services().settings.zone),
        "address": f"{FEED_ADDRESS}{feed.feed_id}",
    }


def _worst(feeds: Sequence[FeedQuality], share: str) -> set[str]:
    """Return the partners whose newest feed is worst, as many as can be told apart."""
    newest = {feed.partner: getattr(feed, share) or Decimal(0) for feed in feeds}
    sign = 1 if share == "quality_percent" else -1
    return set(sorted(newest, key=lambda partner: (sign * newest[partner], partner))[:MOST_LINES])


def _tell_moves(feeds: Sequence[FeedQuality], share: str, drawn: set[str]) -> None:
    """Say of each line where its newest feed stands against the one before."""
    by_partner: dict[str, list[FeedQuality]] = defaultdict(list)
    for feed in feeds:
        by_partner[feed.partner].append(feed)
    said = []
    for partner in sorted(drawn):
        shares = [getattr(feed, share) or Decimal(0) for feed in by_partner[partner]]
        moves = [after - before for before, after in pairwise(shares)]
        move = f" ({moves[-1]:+.1f} points)" if moves and moves[-1] else ""
        said.append(f"- **{plain(partner)}**: {shares[-1]:.1f} %{move}")
    st.markdown("\n".join(["Newest feed of each, and its move since the one before:", "", *said]))
    left = len(by_partner) - len(drawn)
    if left:
        st.caption(f"{left:,} more partners are in the table; choose one to see its line.")


def _show_feeds(feeds: Sequence[FeedQuality]) -> None:
    zone = services().settings.zone
    columns = {
        "partner": "Partner",
        "file": "File",
        "feed": FEED,
        "received": f"Received ({zone.key})",
        "mode": "Mode",
        "status": "Status",
        "rows_read": COUNT("Records"),
        "skipped": COUNT("Skipped"),
        "skipped_percent": PERCENT("Skipped share"),
        "quality_percent": PERCENT("Quality"),
        "warnings": COUNT("Warnings"),
    }
    rows = [
        {
            **vars(feed),
            "file": one_line(feed.filename),
            "feed": f"{FEED_ADDRESS}{feed.feed_id}",
            "received": time_cell(feed.received_at, zone),
            "status": shown_status(feed.status),
        }
        for feed in feeds
    ]
    show_rows(rows, columns, "Loaded feeds with their quality", "feed_quality")
