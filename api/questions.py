"""Questions in SQL on the analysts' file, for keys that are bound to no partner."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import pyarrow as pa
import pyarrow.csv as pa_csv
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from accounts.identities import ApiKey
from analytics.answer_cells import read_cells
from analytics.questions import MOST_CHARACTERS, Answer, FileAnswer
from api.answers import problems
from api.callers import out_of_scope
from api.export_files import answer_file, room_of, visitor_of
from api.product_export import FILES, MEDIA_TYPES
from api.revenue import Analyst
from api.routes import BoundedRoute
from api.services import Services
from catalog.exports import Form
from catalog.spreadsheets import BOM

router = APIRouter(route_class=BoundedRoute, prefix="/analytics", tags=["analytics"])
ARROW = "application/vnd.apache.arrow.stream"
AS_ROWS = {
    "text/csv": {"schema": {"type": "string"}},
    ARROW: {"schema": {"type": "string", "format": "binary"}},
}
CODES = (
    *("query/not_published", "query/refused", "query/failed", "query/too_large"),
    *("query/too_long", "query/busy", "query/unavailable"),
)
JSON_SAFE = (bool, int, str, type(None))


class SentQuestion(BaseModel):
    """One statement that only reads."""

    model_config = ConfigDict(extra="forbid")

    sql: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)] = Field(
        examples=["select currency, sum(net) as net from daily_revenue group by currency"]
    )


class ColumnAnswer(BaseModel):
    """A column of the result; the type as Arrow names it."""

    name: str
    type: str = Field(examples=["decimal128(38, 4)"])


class QuestionAnswer(BaseModel):
    """The first rows of the result, each a list of values in the order of the columns."""

    columns: list[ColumnAnswer]
    rows: list[list[Any]] = Field(
        description="Decimals are text, times RFC 3339 in UTC.", examples=[[["EUR", "45.0000"]]]
    )
    is_cut: bool = Field(description="Whether there are more rows than a question may show.")
    took_s: float
    published_at: datetime = Field(description="The moment that the file shows.")
    reporting_timezone: str = Field(description="The zone of the file's days.")


async def require_unbound_analyst(key: Analyst) -> ApiKey:
    """Return the key of an analyst of everything: the file has all partners' data."""
    if key.partner_id is not None:
        sentence = "this needs a key that is bound to no partner: the file has those of all"
        raise out_of_scope(sentence, "analytics:read")
    return key


UnboundAnalyst = Annotated[ApiKey, Depends(require_unbound_analyst)]


@router.post(
    "/sql",
    response_model=QuestionAnswer,
    responses={**problems(*CODES), 200: {"content": AS_ROWS}},
)
def ask_in_sql(
    services: Services,
    key: UnboundAnalyst,
    sent: SentQuestion,
    form: Annotated[Literal["json", "csv", "arrow"], Query(alias="format")] = "json",
) -> Response | QuestionAnswer:
    """
    Answer one statement that reads, from the published file.

    It runs in a process of its own, within the limits of time, rows and memory that the operator
    has set. `format=csv` and `format=arrow` answer the rows alone.
    """
    answer = services.queries.ask(sent.sql, f"key:{key.key_id}").answer()
    if form == "json":
        return _told(answer)
    if form == "csv":
        return Response(_csv(answer.table), media_type="text/csv; charset=utf-8")
    return Response(_arrow(answer.table), media_type=ARROW)


@router.post(
    "/sql/export",
    response_class=StreamingResponse,
    responses=FILES | problems(*CODES),
)
def export_answer(
    services: Services,
    key: UnboundAnalyst,
    sent: SentQuestion,
    form: Annotated[Form, Query(alias="format")] = "csv",
) -> StreamingResponse:
    """
    Answer one statement that reads with its whole result as a file.

    The limits of rows and bytes are higher than those of an answer, those of time and memory the
    same. What does not fit is refused: a file is whole, or there is none. In CSV, a cell that a
    spreadsheet would take for a formula has a `'` before it.
    """
    question = services.queries.export(sent.sql, f"key:{key.key_id}", form, room_of(services))
    answer = question.answer()
    if not isinstance(answer, FileAnswer):
        raise TypeError(answer)
    return answer_file(answer.file, f"answer.{form}", MEDIA_TYPES[form])


def take_file_for_visitor(request: Request, services: Services, file_id: str) -> StreamingResponse:
    """Return the visitor's own file; CSV in a way that Excel reads as UTF-8."""
    answer = services.queries.files.find(file_id, visitor_of(request))
    lead = BOM.encode() if answer.form == "csv" else b""
    name, media_type = f"answer.{answer.form}", MEDIA_TYPES[answer.form]
    return answer_file(answer.file, name, media_type, lead=lead)


def _told(answer: Answer) -> QuestionAnswer:
    table = answer.table
    columns = [read_cells(column) for column in table.columns]
    return QuestionAnswer(
        columns=[ColumnAnswer(name=field.name, type=str(field.type)) for field in table.schema],
        rows=[[_json(value) for value in row] for row in zip(*columns, strict=True)],
        is_cut=answer.is_cut,
        took_s=answer.took_s,
        published_at=answer.published_at,
        reporting_timezone=answer.zone,
    )


def _json(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    """Return the value as JSON has it; what JSON has no type for is text."""
    if isinstance(value, list):
        return [_json(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _json(each) for name, each in value.items()}
    if isinstance(value, float):
        return value if value - value == 0 else None  # infinities and NaN are no JSON
    if isinstance(value, JSON_SAFE):
        return value
    writers: tuple[tuple[type, Callable[[Any], str]], ...] = (
        (Decimal, lambda number: format(number, "f")),
        (datetime, _moment),
        (date, date.isoformat),
        (bytes, bytes.hex),
    )
    return next((write(value) for kind, write in writers if isinstance(value, kind)), str(value))


def _moment(at: datetime) -> str:
    return at.isoformat() if at.tzinfo is None else at.astimezone(UTC).isoformat()


def _csv(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    try:
        pa_csv.write_csv(table, sink)
    except pa.ArrowException:  # a type that Arrow's CSV does not have
        return _csv(pa.table([_texts(column) for column in table.columns], table.column_names))
    return sink.getvalue()


def _texts(column: pa.ChunkedArray) -> pa.Array:
    texts = [None if value is None else str(_json(value)) for value in read_cells(column)]
    return pa.array(texts, pa.string())


def _arrow(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()
