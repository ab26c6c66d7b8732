"""Which feed broke Tuesday's sales: a day, what lost on it, and which feed can explain that."""

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from analytics.causes import BlamedFeed, DayCauses, DayQuery, DayTotals, read_causes
from pages.amounts import counted, money_cell, shown_money, shown_move
from pages.day_tables import show_losing, show_refused
from pages.links import show_link
from pages.partner_asking import ask_partner
from pages.plain_text import one_line, plain, shortened
from pages.services import services
from pages.statuses import badge
from pages.times import shown_time
from pages.turn_texts import shown_kinds

MOST = 50
FEEDS_SHOWN = 5
NAME_LENGTH = 60
HOW = """
Each product is compared with the average of the same weekday of the four weeks before, or of as
many as there are. A change counts that was in force at some time of the day: the product inactive,
not to be ordered, out of stock, short of stock with an order refused, or its price 5 % or more away
from that of four weeks ago. It can explain what the product sold less while it was in force, and a
lower price no more than the units sold at it lost. What two feeds can explain is in both.

**It explains, it does not prove.** A loss and a change that meet may have nothing to do with each
other: a holiday, the weather, or a rival leave no trace here.
"""


def show_day() -> None:
    """Ask for a day, and show what lost on it with the feeds that can explain it on top."""
    zone = services().settings.zone
    today = datetime.now(zone).date()
    with st.container(horizontal=True):
        day = st.date_input(
            "Day", today - timedelta(days=1), key="day", max_value=today, bind="query-params"
        )
        partner_id = ask_partner()
        found = read_causes(
            services().database,
            DayQuery(day or today, zone, partner_id=partner_id),
            datetime.now(UTC),
            MOST,
        )
        currencies = tuple(each.currency for each in found.totals)
        currency = st.selectbox("Currency", currencies, key="currency", bind="query-params")
    if currency is None:
        _show_nothing(found)
        return
    (totals,) = [each for each in found.totals if each.currency == currency]
    _show_totals(totals, found)
    _show_verdict(totals, found)
    show_losing([each for each in found.products if each.currency == currency], currency)
    show_refused(found.refused)
    with st.expander("How this is worked out"):
        st.markdown(HOW)


def _show_nothing(found: DayCauses) -> None:
    st.info(
        "Nothing was ordered on that day, nor on the same weekday of the four weeks before."
        " Choose another day."
    )
    show_link("revenue.py", "See the revenue of other days")
    show_refused(found.refused)


def _show_totals(totals: DayTotals, found: DayCauses) -> None:
    currency = totals.currency
    week, usual = st.columns(2)
    net = money_cell(totals.net, currency)
    weekday = f"{found.day:%A}"
    week.metric(
        f"Net of {_named(found.day)} ({currency})",
        net,
        shown_move(totals.week_before, totals.net) or None,
        delta_description=f"{weekday} before: {money_cell(totals.week_before, currency)}",
        border=True,
        height="stretch",
    )
    usual.metric(
        f"Usual on a {weekday} ({currency})",
        money_cell(totals.usual, currency),
        shown_move(totals.usual, totals.net) or None,
        delta_description="the day against it",
        border=True,
        height="stretch",
    )
    lost, explained = st.columns(2)
    lost.metric(
        f"{counted(totals.losing_products, 'product')} below the usual ({currency})",
        money_cell(totals.lost, currency),
        help="By how much these products stayed below their usual; others may have sold more.",
        border=True,
        height="stretch",
    )
    explained.metric(
        f"Of that, changes can explain ({currency})",
        money_cell(totals.explained, currency),
        border=True,
        height="stretch",
    )
    if found.until:
        until = shown_time(found.until, services().settings.zone)
        st.caption(f"The day is not over: all days are compared up to the same time ({until}).")


def _show_verdict(totals: DayTotals, found: DayCauses) -> None:
    st.subheader("Feeds that can explain it")
    feeds = [each for each in found.feeds if each.currency in (totals.currency, None)]
    blamed = [each for each in feeds if each.explained]
    refusing = [each for each in feeds if not each.explained]
    if totals.lost and totals.net >= totals.usual:
        st.caption("The day as a whole did not sell less than usual: others made up for the loss.")
    if not totals.lost:
        st.success("No product sold less than usual: there is nothing to explain.")
    elif not blamed:
        st.info(
            "No feed can explain it: of the products that sold less, none was deactivated, put out"
            " of stock or given another price. Look for a cause outside of the feeds."
        )
    for feed in blamed[:FEEDS_SHOWN]:
        _show_feed(feed)
    if refusing:
        st.caption("Feeds that only had orders refused on that day:")
    for feed in refusing[:FEEDS_SHOWN]:
        _show_feed(feed)


def _show_feed(feed: BlamedFeed) -> None:
    """Show one feed with what it explains, and the ways to its page and to what it changed."""
    name = shortened(one_line(feed.filename or feed.feed_id), NAME_LENGTH)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            label = f"The revert of {name}" if feed.by_revert else name
            show_link("feeds.py", label, feed=feed.feed_id)
            st.markdown(badge(feed.status), width="content")
        if feed.explained:
            shared = f", {shown_money(feed.alone, feed.currency)} of it alone"
            st.markdown(
                f"can explain **{plain(shown_money(feed.explained, feed.currency))}**"
                f" lost by {counted(feed.products, 'product')}"
                + (plain(shared) if feed.alone != feed.explained else "")
            )
        st.caption(plain(" · ".join(filter(None, _facts(feed)))))
        show_link("feed_sales.py", "What it changed, and what came of that", feed=feed.feed_id)


def _facts(feed: BlamedFeed) -> tuple[str, ...]:
    zone = services().settings.zone
    lines = counted(feed.refused_lines, "order line")
    return (
        feed.partner or "",
        f"{feed.mode} feed" if feed.mode else "",
        f"changed {shown_kinds(feed.kinds)}" if feed.kinds else "",
        shown_time(feed.changed_at, zone),
        f"{lines} refused ({counted(feed.refused_units, 'unit')})" if feed.refused_lines else "",
        f"reverted {shown_time(feed.reverted_at, zone)}" if feed.reverted_at else "",
    )


def _named(day: date) -> str:
    return f"{day:%A} {day.isoformat()}"
