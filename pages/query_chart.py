"""A chart of an answer: lines, bars or points over columns that the visitor chooses."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Literal, get_args

import altair as alt
import pyarrow as pa
import streamlit as st
from pydantic import BaseModel, ConfigDict, ValidationError

from pages.charts import show_chart
from pages.query_editor import CHART

HEIGHT_PX = 380
MOST_POINTS = 5_000
Kind = Literal["line", "bar", "scatter"]
KINDS: dict[Kind, str] = {"line": "Lines", "bar": "Bars", "scatter": "Points"}
NONE = "-"
Measured = Literal["temporal", "quantitative", "nominal"]


class ChartChoice(BaseModel):
    """What is drawn: which column across, which upwards, and which tells lines apart."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    x: str
    y: str
    colour: str | None = None


def ask_chart(table: pa.Table) -> None:
    """Ask what to draw, and draw it."""
    suggested = suggest(table.schema, st.session_state.get(CHART))
    if suggested is None or not table.num_rows:
        st.info("There is nothing to draw: a chart needs rows with a number in them.")
        return
    choice = ask_choice(table.schema, suggested)
    st.session_state[CHART] = choice.model_dump()
    if table.num_rows > MOST_POINTS:
        st.caption(f"Of {table.num_rows:,} rows the first {MOST_POINTS:,} are drawn.")
    show_chart(draw(table.slice(0, MOST_POINTS), choice), width="stretch")


def suggest(schema: pa.Schema, wanted: dict[str, Any] | None) -> ChartChoice | None:
    """Return the chart that was drawn before, if the answer has its columns, else the first."""
    numbers = _numbers(schema)
    if not numbers:
        return None
    if wanted and (kept := _kept(schema, wanted)):
        return kept
    times = [field.name for field in schema if _is_time(field.type)]
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    x = next(iter([*times, *texts]), schema.names[0])
    y = next((name for name in reversed(numbers) if name != x), numbers[-1])
    colour = next((name for name in texts if name not in {x, y}), None)
    return ChartChoice(kind="line" if times else "bar", x=x, y=y, colour=colour)


def ask_choice(schema: pa.Schema, suggested: ChartChoice) -> ChartChoice:
    """Ask for the kind and the columns of the chart, beginning with what is suggested."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    numbers, colours = _numbers(schema), [NONE, *schema.names]
    with st.container(horizontal=True):
        kind = st.selectbox("Chart", kinds, kinds.index(suggested.kind), KINDS.__getitem__)
        x = _column("Across", schema.names, suggested.x)
        y = _column("Upwards", numbers, suggested.y)
        colour = _column("Colour", colours, suggested.colour or NONE)
    return ChartChoice(kind=kind, x=x, y=y, colour=None if colour == NONE else colour)


def draw(table: pa.Table, choice: ChartChoice) -> Any:  # noqa: ANN401 - the same
    """Return the chart of these rows."""
    names = dict.fromkeys(name for name in (choice.x, choice.y, choice.colour) if name)
    columns = {name: table.column(name).to_pylist() for name in names}
    values = [
        {f"c{place}": _plain(column[row]) for place, column in enumerate(columns.values())}
        for row in range(table.num_rows)
    ]
    fields = {name: f"c{place}" for place, name in enumerate(columns)}
    schema = table.schema
    encoded: dict[str, Any] = {
        "x": _across(fields[choice.x], choice.x, schema.field(choice.x).type),
        "y": alt.Y(fields[choice.y], type="quantitative", title=choice.y),
        "tooltip": [
            alt.Tooltip(field, type=_kind_of(schema.field(name).type), title=name)
            for name, field in fields.items()
        ],
    }
    if choice.colour:
        kind = _kind_of(schema.field(choice.colour).type)
        encoded["color"] = alt.Color(fields[choice.colour], type=kind, title=choice.colour)
    base = alt.Chart(alt.InlineData(values=values)).properties(height=HEIGHT_PX)
    return _marked(base, choice.kind).encode(**encoded)


def _across(field: str, name: str, kind: pa.DataType) -> alt.X:
    written = "%Y-%m-%d" if pa.types.is_date(kind) else alt.Undefined
    axis = alt.Axis(labelOverlap="greedy", format=written)
    return alt.X(field, type=_kind_of(kind), title=name, axis=axis)


def _marked(base: alt.Chart, kind: Kind) -> Any:  # noqa: ANN401 - what Altair has no types for
    if kind == "line":
        return base.mark_line(point=True)
    return base.mark_bar() if kind == "bar" else base.mark_point(filled=True, size=60)


def _kept(schema: pa.Schema, wanted: dict[str, Any]) -> ChartChoice | None:
    try:
        kept = ChartChoice.model_validate(wanted)
    except ValidationError:
        return None
    is_there = kept.x in schema.names and kept.y in _numbers(schema)
    return kept if is_there and kept.colour in {None, *schema.names} else None


def _column(label: str, names: Sequence[str], chosen: str) -> str:
    picked: str = st.selectbox(label, names, list(names).index(chosen))
    return picked


def _numbers(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if _is_number(field.type)]


def _is_number(kind: pa.DataType) -> bool:
    is_one: bool = (
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )
    return is_one


def _is_time(kind: pa.DataType) -> bool:
    is_one: bool = pa.types.is_date(kind) or pa.types.is_timestamp(kind)
    return is_one


def _kind_of(kind: pa.DataType) -> Measured:
    if _is_time(kind):
        return "temporal"
    return "quantitative" if _is_number(kind) else "nominal"


def _plain(value: object) -> object:
    """Return the value as Vega reads it; the time of a zone as what its clocks show."""
    if isinstance(value, Decimal | float):
        number = float(value)
        return number if isfinite(number) else None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="milliseconds")
    # with a time, or a browser west of Greenwich shows the day before
    return f"{value.isoformat()}T00:00:00" if isinstance(value, date) else value
