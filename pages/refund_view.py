"""The refund on an order's page: how many units of which line, and what that pays back."""

from decimal import Decimal

import streamlit as st

from orders.refunds import refund_order
from orders.standing import LineStanding, Standing, plan_refund
from pages.amounts import counted, shown_money
from pages.order_asking import Question, settle, take_back
from pages.plain_text import plain
from pages.services import services
from pages.visitor import visitor_name

MOST_FIELDS = 20


def show_refund_form(standing: Standing, question: Question) -> None:
    """
    Let the visitor choose units of each line, say what that does, and refund when asked.

    Of an order with many lines, those that get a field are picked first.
    """
    st.markdown(
        f"**Refund units of order {standing.order.order_number}?** They do not return to stock:"
        " the partner counts what comes back."
    )
    open_lines = [line for line in standing.lines if line.units_left]
    is_long = len(open_lines) > MOST_FIELDS
    with_field = _pick_lines(standing, open_lines, question) if is_long else open_lines
    for line in with_field:
        _show_line(standing, line, question)
    chosen = [(line.line, units) for line in with_field if (units := _chosen(question, line))]
    if is_long and st.session_state[_all(question)]:
        chosen = [(line.line, line.units_left) for line in open_lines]
    _show_sum(standing, chosen)
    with st.container(horizontal=True):
        st.button(
            "Refund now",
            type="primary",
            disabled=not chosen,
            on_click=_refund,
            args=(question, chosen),
        )
        if not is_long:
            st.button("All that is left", on_click=_choose_all, args=(question, open_lines))
        st.button("Keep the order", on_click=take_back)


def _pick_lines(
    standing: Standing, open_lines: list[LineStanding], question: Question
) -> list[LineStanding]:
    """Let the visitor pick the lines that get a field, or all that is left, and return those."""
    names = {item.line: f"{item.line}: {item.product_name}" for item in standing.order.items}
    skus = {item.line: item.sku for item in standing.order.items}
    if st.checkbox("All that is left", key=_all(question)):
        return []
    picked = st.multiselect(
        "Lines",
        [line.line for line in open_lines],
        format_func=lambda line: f"{names[line]} ({skus[line]})",
        max_selections=MOST_FIELDS,
        placeholder=f"Up to {MOST_FIELDS} of {len(open_lines):,}, by number, name or SKU",
        key=f"refund_{question.key}_lines",
    )
    return [line for line in open_lines if line.line in picked]


def _show_line(standing: Standing, line: LineStanding, question: Question) -> None:
    order = standing.order
    item = next(item for item in order.items if item.line == line.line)
    st.number_input(
        f"Line {line.line}: {plain(item.product_name)}",
        min_value=0,
        max_value=line.units_left,
        step=1,
        key=_name(question, line),
    )
    left = line.line_total - line.refunded_amount
    st.caption(
        f"{plain(item.sku)} · {line.units_left:,} of {counted(line.bought, 'unit')} left to refund"
        f" · {shown_money(left, order.currency)}"
    )


def _show_sum(standing: Standing, chosen: list[tuple[int, int]]) -> None:
    if not chosen:
        st.markdown("Choose how many units of which line.")
        return
    given = plan_refund(standing, chosen)
    units, currency = sum(line.quantity for line in given), standing.order.currency
    amount = shown_money(sum((line.amount for line in given), Decimal(0)), currency)
    after = "refunded" if units == standing.units_left else "partly refunded"
    st.markdown(f"Pays back **{amount}** for {counted(units, 'unit')}; the order is then {after}.")


def _name(question: Question, line: LineStanding) -> str:
    return f"refund_{question.key}_{line.line}"


def _all(question: Question) -> str:
    return f"refund_{question.key}_all"


def _chosen(question: Question, line: LineStanding) -> int:
    """Return the units chosen of a line, none where the field is blank."""
    return int(st.session_state.get(_name(question, line)) or 0)


def _choose_all(question: Question, lines: list[LineStanding]) -> None:
    for line in lines:
        st.session_state[_name(question, line)] = line.units_left


def _refund(question: Question, chosen: list[tuple[int, int]]) -> None:
    visitor = visitor_name()
    settle(
        question,
        lambda: refund_order(
            services().desk,
            question.order_id,
            chosen,
            owner=visitor,
            actor=visitor,
            idempotency_key=question.key,
        ),
    )
