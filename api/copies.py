"""What visitors of the pages take with them: orders, products and raw files, with their session."""

from collections.abc import Callable

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse

from api.order_copies import export_for_visitor, print_for_visitor
from api.order_sheet import render_busy, sheet_policy
from api.problems import register_problems
from api.product_export import export_for_visitor as export_products_for_visitor
from api.questions import take_file_for_visitor
from api.raw_feeds import read_file_for_visitor
from api.request_ids import RequestIds
from api.services import ApiServices
from catalog.exports import ExportsBusy


def create_copies(services: Callable[[], ApiServices]) -> FastAPI:
    """Return the copies for visitors, to be mounted behind the gate; they only read."""
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        middleware=[Middleware(RequestIds)],
        dependencies=[Depends(_require_visitor)],
    )
    app.state.services = services
    register_problems(app)
    app.add_exception_handler(ExportsBusy, _say_busy)
    app.add_api_route("/orders", export_for_visitor, response_class=StreamingResponse)
    app.add_api_route("/products", export_products_for_visitor, response_class=StreamingResponse)
    app.add_api_route("/answers/{file_id}", take_file_for_visitor, response_class=StreamingResponse)
    app.add_api_route("/orders/{order_id}", print_for_visitor, response_class=HTMLResponse)
    app.add_api_route(
        "/feeds/{feed_id}/file", read_file_for_visitor, response_class=StreamingResponse
    )
    return app


async def _say_busy(_request: Request, error: Exception) -> HTMLResponse:
    """Return a page that says so, and has the browser ask again by itself."""
    again_s = str(ExportsBusy.retry_after_s)
    headers = {
        "Content-Security-Policy": sheet_policy(),
        "Cache-Control": "no-store",
        "Retry-After": again_s,
        "Refresh": again_s,
    }
    return HTMLResponse(render_busy(str(error), again_s), 503, headers=headers)


def _require_visitor(request: Request) -> None:
    # the gate has asked for a session already: without a gate there are no copies
    if request.scope.get("feedledger_user") is None:
        raise HTTPException(404)
