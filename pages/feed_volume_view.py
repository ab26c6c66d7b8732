"""How many feeds come, how good they are, and how long they take."""

from collections.abc import Sequence
from typing import get_args

import altair as alt
import streamlit as st

from analytics.feed_volume import FeedVolume, VolumeGroup, read_feed_volumes
from pages.chart_colours import BLUE, GREEN, GREY, RED, colour_scale
from pages.chart_heights import COLUMNS_PX
from pages.charts import show_chart
from pages.choices import ask_choice
from pages.links import show_link
from pages.partner_asking import ask_partner
from pages.revenue_asking import ask_period
from pages.services import services
from pages.table_columns import COUNT, PERCENT, show_rows

GROUPS = {name: name.capitalize() for name in get_args(VolumeGroup)}
OUTCOMES = ("inserted", "updated", "unchanged", "skipped")
COLOURS = dict(zip(OUTCOMES, (GREEN, BLUE, GREY, RED), strict=True))


def show_volumes() -> None:
    """Show the feeds of a period by day, week, month or partner."""
    with st.container(horizontal=True):
        group_by = ask_choice("By", tuple(GROUPS), GROUPS.__getitem__, "by")
        period = ask_period()
        partner_id = ask_partner()
    if period is None:
        return
    rows = read_feed_volumes(
        services().database,
        period.first,
        period.end,
        group_by=group_by,
        zone=services().settings.zone,
        partner_id=partner_id,
    )
    if not rows:
        st.info("No feed came in this period. Choose a longer one.")
        show_link("upload.py", "Upload a feed")
        return
    _show_tiles(rows)
    show_chart(draw_volumes(rows), alt=f"Records of feeds by {group_by}")
    _show_table(rows, group_by)


def draw_volumes(rows: Sequence[FeedVolume]) -> alt.Chart:
    """Return the records of loaded feeds as columns, by what became of them."""
    values = [
        {"key": row.key, "outcome": outcome, "records": getattr(row, outcome), "order": place}
        for row in rows
        for place, outcome in enumerate(OUTCOMES)
    ]
    drawn: alt.Chart = (
        alt.Chart(alt.InlineData(values=values))
        .mark_bar()
        .encode(
            x=alt.X("key:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap="greedy")),
            y=alt.Y("records:Q", title="Records"),
            color=alt.Color(
                "outcome:N",
                title=None,
                scale=colour_scale(COLOURS),
                legend=alt.Legend(orient="top", values=list(OUTCOMES)),
            ),
            order="order:Q",
            tooltip=["key:O", "outcome:N", "records:Q"],
        )
        .properties(height=COLUMNS_PX)
    )
    return drawn


def _show_tiles(rows: Sequence[FeedVolume]) -> None:
    tiles = {
        "Feeds": sum(row.feeds for row in rows),
        "Failed": sum(row.failed for row in rows),
        "Held": sum(row.held for row in rows),
        "Records": sum(row.rows_read for row in rows),
        "Skipped": sum(row.skipped for row in rows),
    }
    for place, (label, number) in zip(st.columns(len(tiles)), tiles.items(), strict=True):
        place.metric(label, f"{number:,}", border=True, height="stretch")


def _show_table(rows: Sequence[FeedVolume], group_by: str) -> None:
    seconds = st.column_config.NumberColumn
    columns = {
        "key": group_by.capitalize(),
        "feeds": COUNT("Feeds"),
        "loaded": COUNT("Loaded"),
        "failed": COUNT("Failed"),
        "held": COUNT("Held"),
        "reverted": COUNT("Reverted"),
        "rows_read": COUNT("Records"),
        "inserted": COUNT("Inserted"),
        "updated": COUNT("Updated"),
        "unchanged": COUNT("Unchanged"),
        "skipped": COUNT("Skipped"),
        "skipped_percent": PERCENT("Skipped share"),
        "quality_percent": PERCENT("Quality"),
        "median_s": seconds("Time to catalog, median (s)", format="%.1f"),
        "p95_s": seconds("95 of 100 within (s)", format="%.1f"),
    }
    show_rows([vars(row) for row in rows], columns, "Feeds", f"feeds_by_{group_by}")
    st.caption("Records, quality and times are those of loaded feeds, reverted ones included.")
