"""The checks of a reconciliation as a list of lights, and the rows that differ by one of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analytics.reconciliation import MOST_ROWS
from analytics.reconciliation_runs import CheckResult, KeptRow, list_differences
from pages.services import services
from pages.turner import current_cursor, show_turner

ROWS_A_PAGE = 50
RIGHT = "🟢"
WRONG = "🔴"
# where the row of a column leads to
LINKED = {"order_id": "order?order=", "product_id": "catalog?product=", "feed_id": "feeds?feed="}


def show_checks(checks: Sequence[CheckResult]) -> None:
    """Show each check with its light, those by which rows differ first."""
    wrong = [check for check in checks if check.differences]
    for check in (*wrong, *(check for check in checks if not check.differences)):
        st.markdown(shown_check(check))


def shown_check(check: CheckResult) -> str:
    """Return the check's sentence and what came of it, in Markdown."""
    noun = check.noun if check.looked_at != 1 else check.noun.removesuffix("s")
    looked_at = f"{check.looked_at or 0:,} {noun} looked at"
    if check.looked_at == 0:
        return f"{RIGHT} {check.promise}: no {noun} yet."
    if not check.differences:
        return f"{RIGHT} {check.promise}: {looked_at}, all agree."
    return f"{WRONG} **{check.promise}:** {looked_at}; **rows that differ: {check.differences:,}**."


def show_differences(checks: Sequence[CheckResult], run_id: str) -> None:
    """Show the rows that differ by the check that the reader chooses."""
    wrong = {check.name: check for check in checks if check.differences}
    if not wrong:
        return
    st.subheader("Rows that differ")
    name = ask_check(wrong)
    cursor = current_cursor("differences", (name, run_id))
    page = list_differences(services().database, name, run_id, limit=ROWS_A_PAGE, cursor=cursor)
    show_rows(page.items)
    show_turner("differences", page)
    if wrong[name].differences > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {wrong[name].differences:,} are kept.")


def ask_check(wrong: Mapping[str, CheckResult]) -> str:
    """Ask by which check; an address may name one, and the address of the answer does."""
    asked = st.query_params.get("check")
    if asked in wrong and st.session_state.get("asked_check") != asked:
        st.session_state["differing_check"] = st.session_state["asked_check"] = asked
    name = st.selectbox(
        "Check",
        tuple(wrong),
        format_func=lambda each: wrong[each].promise,
        key="differing_check",
    )
    st.query_params["check"] = st.session_state["asked_check"] = name
    return name


def show_rows(rows: Sequence[KeptRow]) -> None:
    """Show rows with links to what they name."""
    cells = [_cells(row) for row in rows]
    names = cells[0].keys() if cells else ()
    links = {
        name: st.column_config.LinkColumn(display_text=r"[?&]\w+=(.+)$")
        for name in names
        if name.lower().replace(" ", "_") in LINKED
    }
    st.dataframe(
        cells, hide_index=True, height="content", column_config=links, alt="Rows that differ"
    )


def _cells(row: KeptRow) -> dict[str, Any]:
    shown = {_title(name): _cell(name, value) for name, value in row.shown.items()}
    return {"Partner": row.partner, **shown}


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _cell(name: str, value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    if value is None or name not in LINKED:
        return ", ".join(map(str, value)) if isinstance(value, list) else value
    return f"/{LINKED[name]}{value}"
