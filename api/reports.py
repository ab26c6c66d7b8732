"""The row report of a feed: every finding, as JSON by pages or as CSV."""

from collections.abc import Iterator
from dataclasses import astuple, fields
from typing import Annotated, Literal, Self
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response, StreamingResponse

from api.answers import Answers, problems
from api.export_files import BUSY, answer_file, caller_of, export_pieces
from api.feeds import FeedReader, FoundCode
from api.listing import PageAnswer, PageQuery
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from catalog.paging import MAX_LIMIT
from catalog.spreadsheets import csv_lines
from ingestion.feeds import get_feed
from ingestion.report import ReportFilter, ReportRow, read_report
from ingestion.retention import refuse_expired_report

router = APIRouter(route_class=KeyedRoute, prefix="/feeds", tags=["feeds"])
AS_CSV: Answers = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
COLUMNS = tuple(field.name for field in fields(ReportRow))


class ReportQuery(PageQuery):
    """Which findings, in which format, and which page of them."""

    code: str | None = None
    severity: Literal["error", "warning", "info"] | None = None
    format: Literal["json", "csv"] = "json"


class ReportAnswer(BaseModel):
    """One finding; those of the file as a whole have no line, record or outcome."""

    model_config = ConfigDict(from_attributes=True)

    feed_id: str
    line_number: int | None
    record_number: int | None
    sku: str | None
    column: str | None
    code: FoundCode
    severity: Literal["error", "warning", "info"]
    raw_value: str | None
    normalized_value: str | None
    message: str
    hint: str
    row_outcome: str | None

    @classmethod
    def of(cls, row: ReportRow) -> Self:
        """Return the finding as the API shows it."""
        return cls.model_validate(row)


@router.get(
    "/{feed_id}/report",
    response_model=PageAnswer[ReportAnswer],
    responses=AS_CSV | problems(BUSY, "feed/not_found", "feed/report_expired", "request/cursor"),
)
def read_rows(
    services: Services, key: FeedReader, feed_id: str, query: Annotated[ReportQuery, Query()]
) -> PageAnswer[ReportAnswer] | Response:
    """
    Return the findings in the order of the file.

    CSV without a `limit` is the whole report; with one it is a page, and `Link` names the next.
    A cell of it that a spreadsheet would take for a formula has a `'` before it.
    """
    feed = get_feed(services.database, feed_id, key.partner_id)
    refuse_expired_report(feed)
    feed_id = feed.feed_id
    wanted = ReportFilter(feed_id, query.code, query.severity)
    if query.format == "csv" and "limit" not in query.model_fields_set:
        lines = _all_lines(services, wanted, query.cursor)
        pieces = (line.encode() for line in lines)
        written = export_pieces(services, caller_of(key), lambda: pieces)
        return answer_file(written, _name(feed_id), "text/csv")
    page = read_report(services.database, wanted, query.limit, query.cursor)
    if query.format == "json":
        return PageAnswer[ReportAnswer].of(page, ReportAnswer.of)
    answer = _csv(feed_id, iter((csv_lines([COLUMNS]), csv_lines(map(astuple, page.items)))))
    if page.next_cursor is not None:
        answer.headers["Link"] = _next_link(feed_id, query, page.next_cursor)
    return answer


def _all_lines(services: ApiServices, wanted: ReportFilter, cursor: str | None) -> Iterator[str]:
    yield csv_lines([COLUMNS])
    is_last = False
    while not is_last:
        page = read_report(services.database, wanted, MAX_LIMIT, cursor)
        yield csv_lines(map(astuple, page.items))
        cursor = page.next_cursor
        is_last = cursor is None


def _csv(feed_id: str, lines: Iterator[str]) -> StreamingResponse:
    named = {"Content-Disposition": f'attachment; filename="{_name(feed_id)}"'}
    return StreamingResponse(lines, media_type="text/csv", headers=named)


def _name(feed_id: str) -> str:
    return f"report-{feed_id}.csv"


def _next_link(feed_id: str, query: ReportQuery, cursor: str) -> str:
    sent = query.model_dump(include=query.model_fields_set) | {"cursor": cursor}
    return f'</api/v1/feeds/{feed_id}/report?{urlencode(sent)}>; rel="next"'
