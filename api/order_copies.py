"""Copies of orders to keep: CSV of many, and a page to print of one; for keys and for visitors."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse

from api.answers import Answers, problems
from api.export_files import BUSY, answer_file, caller_of, export_pieces, visitor_of
from api.listing import SentQuery
from api.order_sheet import render_missing, render_order, sheet_policy
from api.orders import OrderReader
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from orders.book import OrderFilter, get_order
from orders.order import OrderNotFound
from orders.order_csv import write_orders

router = APIRouter(route_class=KeyedRoute, prefix="/orders", tags=["orders"])
AS_CSV: Answers = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
# a copy says who bought what: no cache keeps it
PRIVATE = {"Cache-Control": "no-store"}


class ExportQuery(OrderFilter, SentQuery):
    """Which orders; all of them come at once."""

    model_config = ConfigDict(populate_by_name=False)

    def filter(self) -> OrderFilter:
        """Return the filter as the book takes it."""
        return OrderFilter.model_validate(self.model_dump(by_alias=True))


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses=AS_CSV | problems(BUSY, "partner/not_found"),
)
def export_orders(
    services: Services, key: OrderReader, query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """
    Return all orders of the filters as CSV with a row for each line, the newest first.

    A cell that a spreadsheet would take for a formula has a `'` before it. An order without
    lines has one row, without them.
    """
    return _csv(services, caller_of(key), query.filter(), key.partner_id)


@router.get("/{order_id}/print", response_class=HTMLResponse, responses=problems("order/not_found"))
def print_order(services: Services, key: OrderReader, order_id: str) -> HTMLResponse:
    """Return one order as a page to print on A4, which needs nothing from outside."""
    order = get_order(services.database, order_id, key.partner_id)
    return _page(render_order(order, services.zone))


def export_for_visitor(
    request: Request, services: Services, query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """Return the same as for a key of all partners."""
    return _csv(services, visitor_of(request), query.filter(), None)


def print_for_visitor(services: Services, order_id: str) -> HTMLResponse:
    """Return the order to print, or a page that says that there is none."""
    try:
        order = get_order(services.database, order_id)
    except OrderNotFound:
        return _page(render_missing(order_id), 404)
    return _page(render_order(order, services.zone))


def _csv(
    services: ApiServices, asked_by: str, wanted: OrderFilter, partner_id: int | None
) -> StreamingResponse:
    def read() -> Iterator[bytes]:
        pieces = write_orders(services.database, wanted, partner_id, zone=services.zone)
        return (piece.encode() for piece in pieces)

    return answer_file(export_pieces(services, asked_by, read), "orders.csv", "text/csv")


def _page(page: str, status: int = 200) -> HTMLResponse:
    policy = {"Content-Security-Policy": sheet_policy()}
    return HTMLResponse(page, status, headers=policy | PRIVATE)
