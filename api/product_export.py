"""All products of a filter as CSV or Parquet, for keys and for visitors of the pages."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.answers import Answers, problems
from api.export_files import BUSY, answer_file, caller_of, room_of, visitor_of
from api.listing import SentQuery
from api.products import CatalogReader
from api.routes import KeyedRoute
from api.services import ApiServices, Services
from catalog.exports import Form
from catalog.product_export import export_products
from catalog.products import ProductFilter
from catalog.spreadsheets import BOM

router = APIRouter(route_class=KeyedRoute, prefix="/products", tags=["products"])
MEDIA_TYPES: dict[Form, str] = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
FILES: Answers = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


class ExportQuery(ProductFilter, SentQuery):
    """Which products, in which order and form; all of them come at once."""

    format: Form = Field("csv", description="`csv`, or `parquet` with types.")

    def filter(self) -> ProductFilter:
        """Return the filter without the form."""
        return ProductFilter.model_validate(self.model_dump(exclude={"format"}))


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses=FILES | problems(BUSY, "partner/not_found"),
)
def export(
    services: Services, key: CatalogReader, query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """
    Return all products of the filters, in their order, as they were at one moment.

    The answer begins once the whole file is written. In CSV, a cell that a spreadsheet would take
    for a formula has a `'` before it; Parquet has the texts as they are, and money as decimals.
    """
    return _file(services, caller_of(key), query, key.partner_id)


def export_for_visitor(
    request: Request, services: Services, query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """Return the same as for a key of all partners; CSV in a way that Excel reads as UTF-8."""
    return _file(
        services, visitor_of(request), query, None, BOM.encode() if query.format == "csv" else b""
    )


def _file(
    services: ApiServices,
    asked_by: str,
    query: ExportQuery,
    partner_id: int | None,
    lead: bytes = b"",
) -> StreamingResponse:
    with services.exports.turn(asked_by):
        written = export_products(
            services.database, query.filter(), query.format, room_of(services), partner_id
        )
    name = f"products.{query.format}"
    return answer_file(written, name, MEDIA_TYPES[query.format], lead=lead)
