"""The FastAPI application that app.py mounts at /api."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from api import (
    alerts,
    backups,
    checks,
    day_causes,
    decisions,
    deliveries,
    diffs,
    documents,
    feed_sales,
    feeds,
    health,
    imports,
    inbox,
    jobs,
    keys,
    metrics,
    order_copies,
    order_history,
    orders,
    partners,
    performance,
    prechecks,
    product_export,
    product_facets,
    products,
    published,
    questions,
    raw_feeds,
    reconciliation,
    refunds,
    rejects,
    replays,
    reports,
    revenue,
    revenue_changes,
    reverts,
    schedules,
)
from api.problems import Problem, register_problems
from api.request_ids import HEADER, RequestIds
from api.services import ApiServices
from api.watching import Watching

DESCRIPTION = """
Send the API key as `Authorization: Bearer <key>` or as `X-API-Key: <key>`. Every error is a
problem of RFC 9457 with a stable `code`; every answer carries `X-Request-ID`. Money is text with
the decimals of its currency, times are RFC 3339 in UTC, ids are opaque. Lists are paged by
`limit` and `cursor`.
"""


class Api(FastAPI):
    """FastAPI, whose document also says what all answers have in common."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, complete with problems and request ids."""
        if self.openapi_schema is None:
            document = super().openapi()
            document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
            for path in document["paths"].values():
                for operation in path.values():
                    for answer in operation["responses"].values():
                        answer.setdefault("headers", {})[HEADER] = {"schema": {"type": "string"}}
        return super().openapi()


def create_api(services: Callable[[], ApiServices]) -> FastAPI:
    """Return the API; it asks for its services at each request, as they open later."""
    app = Api(
        title="Feedledger",
        version="1",
        description=DESCRIPTION,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(RequestIds), Middleware(Watching, services=services)],
    )
    app.state.services = services
    register_problems(app)
    version_1 = APIRouter(prefix="/v1")
    to_feeds = (deliveries, decisions, reverts, replays)
    of_feeds = (checks, feeds, inbox, raw_feeds, reports, rejects, diffs, *to_feeds)
    # copies and facets come first: an address of one would take `export` for its id
    of_products = (product_export, product_facets, products)
    of_orders = (order_copies, imports, orders, refunds, order_history)
    of_operators = (schedules, jobs, alerts, backups)
    of_sales = (revenue, revenue_changes, performance, feed_sales, day_causes, published, questions)
    of_analysts = (*of_sales, reconciliation)
    of_partners = (partners, prechecks, keys)
    of_sellers = (*of_products, *of_orders)
    for room in (*of_partners, *of_feeds, *of_operators, *of_sellers, *of_analysts):
        version_1.include_router(room.router)
    app.include_router(version_1)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(documents.router)
    return app
