"""What explains the change of revenue: its parts, and the keys that moved it most."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from analytics.contributions import Change, ChangeQuery, Contribution
from analytics.kept_answers import Kept
from analytics.product_names import names_of
from analytics.revenue_query import NO_NAME, RevenueQuery
from pages.amounts import shown_move
from pages.charts import show_chart
from pages.choices import ask_choice
from pages.csv_download import write_csv
from pages.revenue_asking import Asked, regrouped
from pages.revenue_change_chart import PARTS, draw_bridge, draw_contributions, others, signed
from pages.revenue_chart import CHOSEN
from pages.revenue_drill import keep_to
from pages.sales_answers import AllRows, ask_change, note_age
from pages.services import services
from pages.table_columns import amount_column

MOST_KEYS = 12
EXPLAINED_BY = {
    "product": "Product",
    "category": "Category",
    "brand": "Brand",
    "partner": "Partner",
    "country": "Country",
}
PARTS_NOTE = (
    "**Volume**: more or fewer units, at the average price before. **Price**: another average "
    "price, of the units of now. **New** products sold nothing before, those **gone** sell nothing "
    "now. The parts sum to the change, to the minor unit."
)


@contextmanager
def explaining(
    query: RevenueQuery, asked: Asked, rows: AllRows | None = None
) -> Iterator[Callable[[], Kept[Change]] | None]:
    """
    Lend what waits for the change by product, which is read beside what the block does.

    It is the longest question of the page. None where there is nothing to compare with; `rows`
    are all of the query by product, where they are asked for.
    """
    if asked.compare is None:
        yield None
        return
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(ask_change, _moved(query, "product"), MOST_KEYS, rows)
        yield reading.result


def show_change(
    query: RevenueQuery, asked: Asked, told_by_product: Callable[[], Kept[Change]] | None
) -> None:
    """Show what explains the change; nothing where there is nothing to compare with."""
    if told_by_product is None:
        return
    st.subheader("What explains the change")
    told: list[Kept[Change]] = [told_by_product()]
    by_product = told[0].answer
    if not by_product.contributions:
        return
    st.markdown(_sentence(by_product))
    show_chart(draw_bridge(by_product), alt="Net before, its changes by part, net now")
    st.caption(PARTS_NOTE)
    by = ask_choice(
        "Explained by", tuple(EXPLAINED_BY), EXPLAINED_BY.__getitem__, "explain", width=240
    )
    level = (asked.level or 1) if by == "category" else None
    change = by_product
    if by != "product":
        told.append(ask_change(_moved(query, by, level), MOST_KEYS))
        change = told[-1].answer
    named = [each.key for each in change.contributions if each.key is not None]
    names = names_of(services().database, by, named)
    place = "_".join(map(str, ("revenue_moved", by, level, query.category, query.partner_id)))
    show_chart(
        draw_contributions(change.contributions, change.currency, names),
        alt=f"Change of net by {by}",
        key=place,
        on_select=lambda: keep_to(place, by),
        selection_mode=CHOSEN,
    )
    st.caption("Click a bar to see the whole page of it alone.")
    for note in filter(None, (_others_note(change), note_age(max(told, key=_lacking)))):
        st.caption(note)
    _show_table(change, by, names)


def _lacking(kept: Kept[Change]) -> int:
    return kept.lines_since


def _others_note(change: Change) -> str:
    """Return what the keys did that are not drawn; nothing where all are."""
    notes = (
        f"The keys that moved it most. {others(each)}: {signed(each.change, change.currency)}."
        for each in change.contributions
        if each.key is None
    )
    return next(notes, "")


def _moved(query: RevenueQuery, by: str, level: int | None = None) -> ChangeQuery:
    asked = regrouped(query, by, level).model_dump() | {"keeps_gone": True}
    return ChangeQuery.model_validate(asked)


def _sentence(change: Change) -> str:
    moved = shown_move(abs(change.previous_net), abs(change.previous_net) + change.change)
    percent = f" ({moved})" if moved else ""
    return f"Net moved by **{signed(change.change, change.currency)}**{percent}."


def _show_table(change: Change, by: str, names: dict[str, str]) -> None:
    is_split = change.parts is not None
    rows = [_row(each, by, names) for each in change.contributions]
    amounts = {"net": "Net", "previous_net": "Net before", "change": "Change"}
    amounts |= PARTS if is_split else {}
    column = st.column_config.NumberColumn
    with st.expander("The figures"):
        st.dataframe(
            rows,
            hide_index=True,
            placeholder="",
            alt=f"Change of net by {by}",
            column_config={
                by: EXPLAINED_BY[by],
                "name": "Name",
                "share": column("Share of the change", format="percent"),
                **{name: amount_column(label, change.currency) for name, label in amounts.items()},
            },
        )
        headers = list(rows[0])
        st.download_button(
            "Download the change as CSV",
            data=partial(write_csv, headers, [tuple(row.values()) for row in rows]),
            file_name=f"revenue_change_by_{by}_{change.currency}.csv",
            mime="text/csv",
            on_click="ignore",
        )


def _row(each: Contribution, by: str, names: dict[str, str]) -> dict[str, Any]:
    key = others(each) if each.key is None else each.key or NO_NAME
    named = {"name": names.get(key, "")} if by == "product" else {}
    amounts: dict[str, Decimal | None] = {
        "net": each.net,
        "previous_net": each.previous_net,
        "change": each.change,
        "share": each.share,
    }
    parts = {} if each.parts is None else {name: getattr(each.parts, name) for name in PARTS}
    return {by: key, **named, **amounts, **parts}
