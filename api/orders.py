"""Orders: placed once for each idempotency key, and read back as they were placed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from accounts.identities import ApiKey
from api.answers import Answers, problems
from api.callers import holder_of
from api.listing import PageAnswer, PageQuery
from api.problems import RequestProblem
from api.routes import BoundedRoute
from api.services import Services
from catalog.currencies import money
from orders.book import OrderFilter, get_order, list_orders
from orders.desk import place_order
from orders.order import Order, OrderItem, OrderStatus
from orders.refusals import OrderUnavailable, RefusedLine, RepeatedProduct
from orders.request import OrderRequest

router = APIRouter(route_class=BoundedRoute, prefix="/orders", tags=["orders"])
OrderReader = Annotated[ApiKey, holder_of("orders:read")]
OrderWriter = Annotated[ApiKey, holder_of("orders:write")]


class OrderQuery(OrderFilter, PageQuery):
    """Which orders, and which page of them."""

    model_config = ConfigDict(populate_by_name=False)

    def filter(self) -> OrderFilter:
        """Return the filter without the page."""
        sent = self.model_dump(exclude={"limit", "cursor"}, by_alias=True)
        return OrderFilter.model_validate(sent)


class ItemAnswer(BaseModel):
    """
    A line with the price it was sold at; `feed_id` is the feed that had set it.

    An imported line has no feed, and a product only if the catalog had it.
    """

    line: int
    product_id: str | None
    partner: str
    sku: str
    product_name: str
    unit_price: str = Field(examples=["15.00"])
    quantity: int
    line_total: str
    feed_id: str | None

    @classmethod
    def of(cls, item: OrderItem, currency: str) -> Self:
        """Return the line as the API shows it."""
        shown = {
            "product_id": None if item.product_id is None else str(item.product_id),
            "unit_price": money(item.unit_price, currency),
            "line_total": money(item.line_total, currency),
        }
        return cls.model_validate(vars(item) | shown)


class OrderAnswer(BaseModel):
    """
    An order as it was placed; amounts are text in its currency.

    An imported one may have no items, where nothing but refunds of it is known.
    """

    order_id: str
    order_number: str
    status: OrderStatus
    currency: str
    total: str = Field(examples=["45.00"])
    refunded: str
    customer_ref: str
    country: str | None = Field(description="Where it went, where an import said so.")
    imported_from: str | None = Field(
        description="The source of a past order; null for those placed here."
    )
    created_at: datetime
    items: list[ItemAnswer]

    @classmethod
    def of(cls, order: Order) -> Self:
        """Return the order as the API shows it."""
        return cls(
            order_id=order.order_id,
            order_number=order.order_number,
            status=order.status,
            currency=order.currency,
            total=money(order.total, order.currency),
            refunded=money(order.refunded, order.currency),
            customer_ref=order.customer_ref,
            country=order.country,
            imported_from=order.imported_from,
            created_at=order.created_at,
            items=[ItemAnswer.of(item, order.currency) for item in order.items],
        )


REPLAYED: Answers = {
    200: {
        "model": OrderAnswer,
        "description": "The order that this key placed before.",
        "headers": {"Idempotent-Replayed": {"schema": {"type": "string", "const": "true"}}},
    }
}


MAX_KEY = 255
KEYED_CALL: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "New for each request; a repeat returns the first answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY},
        }
    ]
}


async def digest_body(request: Request) -> str:
    """Return the SHA-256 of the body as it was sent."""
    return sha256(await request.body()).hexdigest()


def require_idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            max_length=MAX_KEY,
            include_in_schema=False,  # FastAPI would say that it may be left out
        ),
    ] = None,
) -> str:
    """
    Return the key under which a request is carried out once.

    Raises:
        RequestProblem: there is none.
    """
    if not idempotency_key:
        raise RequestProblem("idempotency/missing", "the request needs the header Idempotency-Key")
    return idempotency_key


@router.post(
    "",
    status_code=201,
    responses=REPLAYED
    | problems(
        *("idempotency/missing", "idempotency/conflict", "order/unavailable"),
        *("order/repeated_product", "order/mixed_currency", "order/amount_too_large"),
        *("request/malformed", "request/too_large"),
    ),
    openapi_extra=KEYED_CALL,
)
def place(  # noqa: PLR0913, PLR0917 - FastAPI passes what the request holds
    services: Services,
    key: OrderWriter,
    idempotency_key: Annotated[str, Depends(require_idempotency_key)],
    body_sha256: Annotated[str, Depends(digest_body)],
    order: OrderRequest,
    response: Response,
) -> OrderAnswer:
    """Place an order whole, at the prices of this moment, or refuse it whole."""
    try:
        placed = place_order(
            services.desk,
            order,
            owner=f"key:{key.key_id}",
            idempotency_key=idempotency_key,
            body_sha256=body_sha256,
            partner_id=key.partner_id,
        )
    except OrderUnavailable as error:
        raise RequestProblem(error.code, str(error), _refused(error.lines)) from error
    except RepeatedProduct as error:
        lines = [{"line": line} for line in error.lines]
        raise RequestProblem(error.code, str(error), lines) from error
    response.headers["Location"] = f"/api/v1/orders/{placed.order.order_id}"
    if placed.replayed:
        response.status_code = 200
        response.headers["Idempotent-Replayed"] = "true"
    return OrderAnswer.of(placed.order)


@router.get("", responses=problems("request/cursor", "partner/not_found"))
def read_orders(
    services: Services, key: OrderReader, query: Annotated[OrderQuery, Query()]
) -> PageAnswer[OrderAnswer]:
    """List orders, the newest first; dates are days of the reporting time zone."""
    page = list_orders(
        services.database,
        query.filter(),
        query.limit,
        query.cursor,
        key.partner_id,
        zone=services.zone,
    )
    return PageAnswer[OrderAnswer].of(page, OrderAnswer.of)


@router.get("/{order_id}", responses=problems("order/not_found"))
def read_order(services: Services, key: OrderReader, order_id: str) -> OrderAnswer:
    """Return one order with its items."""
    return OrderAnswer.of(get_order(services.database, order_id, key.partner_id))


def _refused(lines: Sequence[RefusedLine]) -> list[Mapping[str, Any]]:
    shown = ("line", "partner", "sku", "code", "requested", "available")
    return [{name: getattr(line, name) for name in shown} for line in lines]
