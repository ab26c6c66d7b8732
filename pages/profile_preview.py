"""The first records as they would be read, each value beside the cell that it comes from."""

import streamlit as st

from catalog.database import Row
from ingestion.findings import CODES
from ingestion.looking import Look, RawRecord
from ingestion.precheck import PreCheck
from pages.amounts import quantity_cell, shown_money
from pages.plain_text import one_line
from pages.statuses import shown_status

TYPED = {
    "sku": "SKU",
    "product_name": "Name",
    "price": "Price",
    "availability": "Availability",
    "quantity": "Quantity",
}
AS_IT_CAME = 5


def show_preview(pre: PreCheck) -> None:
    """Show the first records typed, or as they came where the file makes no feed."""
    look = pre.look
    if look is None or not look.records:
        return
    st.subheader("The first records, as they would be read")
    if not pre.checked.rows:
        st.caption("Nothing can be read yet. This is what stands in the file:")
        _show_cells(look)
        return
    st.caption("Where a value is not what stands in the file, the cell comes first: cell → value.")
    raw = {record.record_number: record for record in look.records}
    st.dataframe(
        [_typed(row, raw.get(row["record_number"]), look) for row in pre.checked.rows],
        hide_index=True,
        height="content",
        placeholder="",
        alt="First records with their values as they would be read",
    )


def _show_cells(look: Look) -> None:
    st.dataframe(
        [
            {"Line": str(record.line_number)}
            | dict(zip(look.columns, map(one_line, record.cells), strict=False))
            for record in look.records[:AS_IT_CAME]
        ],
        hide_index=True,
        height="content",
        placeholder="",
        alt="First records as they stand in the file",
    )


def _typed(row: Row, raw: RawRecord | None, look: Look) -> dict[str, str]:
    values = {
        "sku": row["sku"] or "",
        "product_name": row["product_name"] or "",
        "price": shown_money(row["price"], row["currency"]) if row["price"] is not None else "",
        "availability": shown_status(row["availability"]) if row["availability"] else "",
        "quantity": quantity_cell(row["quantity"]),
    }
    findings = (CODES[each["code"]].message for each in row["findings"])
    return {
        "Line": str(row["line_number"]),
        "What": str(row["action"]).capitalize(),
        **{title: _beside(_cell(raw, look, of), values[of]) for of, title in TYPED.items()},
        "Findings": " ".join(findings),
    }


def _cell(raw: RawRecord | None, look: Look, field: str) -> str:
    column = look.fields.get(field)
    if raw is None or column is None:
        return ""
    at = look.columns.index(column)
    return one_line(raw.cells[at].strip()) if at < len(raw.cells) else ""


def _beside(cell: str, value: str) -> str:
    if not cell or cell == value:
        return value
    return f"{cell} → {value or '?'}"
