"""Products: pages of them, one by its id or its SKU, and what feeds did to one."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from accounts.identities import ApiKey
from api.answers import problems
from api.callers import holder_of
from api.etags import UNCHANGED, answer_tagged
from api.listing import PageAnswer, PageQuery
from api.routes import BoundedRoute
from api.services import Services
from api.values import shown_column, shown_money, shown_quantity
from catalog.history import ProductChange, list_changes
from catalog.paging import MAX_BIGINT
from catalog.products import (
    Product,
    ProductFilter,
    ProductNotFound,
    get_partner_product,
    get_product,
    search_products,
)

router = APIRouter(route_class=BoundedRoute, tags=["products"])
CatalogReader = Annotated[ApiKey, holder_of("catalog:read")]


class ProductQuery(ProductFilter, PageQuery):
    """Which products, in which order, and which page of them."""

    def filter(self) -> ProductFilter:
        """Return the filter without the page."""
        return ProductFilter.model_validate(self.model_dump(exclude={"limit", "cursor"}))


class ProductAnswer(BaseModel):
    """A product; money is text with the decimals of its currency."""

    product_id: str
    partner: str
    sku: str
    product_name: str
    price: str | None = Field(examples=["15.00"])
    currency: str | None = Field(examples=["USD"])
    availability: str | None = Field(examples=["in_stock"])
    quantity: int | float | None = Field(description="A number; null where it is not tracked.")
    sale_price: str | None
    description: str | None
    brand: str | None
    category: str | None
    gtin: str | None
    mpn: str | None
    image_link: str | None
    link: str | None
    condition: str | None
    availability_date: str | None
    attributes: dict[str, Any] = Field(description="Every other column, as the partner sent it.")
    is_active: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, product: Product) -> Self:
        """Return the product as the API shows it."""
        shown = {
            **vars(product),
            "product_id": str(product.product_id),
            "price": shown_money(product.price, product.currency),
            "sale_price": shown_money(product.sale_price, product.currency),
            "quantity": shown_quantity(product.quantity),
        }
        return cls.model_validate(shown)


class ColumnChange(BaseModel):
    """What a feed did to one column."""

    column: str
    before: Any
    after: Any


class ChangeAnswer(BaseModel):
    """
    What a feed did to a product; an insert changes no column.

    `reverted` is what the revert of that feed did.
    """

    feed_id: str
    action: Literal["inserted", "updated", "deactivated", "reverted"]
    changed_at: datetime
    changes: list[ColumnChange]

    @classmethod
    def of(cls, change: ProductChange) -> Self:
        """Return the change as the API shows it, of the columns that it shows."""
        columns = [name for name in change.columns if name in ProductAnswer.model_fields]
        changes = [
            {
                "column": name,
                "before": shown_column(change.before, name),
                "after": shown_column(change.after, name),
            }
            for name in columns
        ]
        return cls.model_validate(
            {
                "feed_id": change.feed_id,
                "action": change.action,
                "changed_at": change.changed_at,
                "changes": changes,
            }
        )


@router.get("/products", responses=problems("request/cursor", "partner/not_found"))
def list_products(
    services: Services, key: CatalogReader, query: Annotated[ProductQuery, Query()]
) -> PageAnswer[ProductAnswer]:
    """List products by filter and sort; ties of a sort are in the order of `product_id`."""
    page = search_products(
        services.database, query.filter(), query.limit, query.cursor, key.partner_id
    )
    return PageAnswer[ProductAnswer].of(page, ProductAnswer.of)


@router.get(
    "/products/{product_id}",
    response_model=ProductAnswer,
    responses=UNCHANGED | problems("product/not_found"),
)
def read_product(
    request: Request, services: Services, key: CatalogReader, product_id: str
) -> Response:
    """Return one product."""
    product = get_product(services.database, _number(product_id), key.partner_id)
    return answer_tagged(request, ProductAnswer.of(product))


@router.get(
    "/partners/{code}/products/{sku:path}",
    response_model=ProductAnswer,
    responses=UNCHANGED | problems("partner/not_found", "product/not_found"),
)
def read_partner_product(
    request: Request, services: Services, key: CatalogReader, code: str, sku: str
) -> Response:
    """Return one product of a partner by its SKU, which may hold slashes."""
    product = get_partner_product(services.database, code, sku, key.partner_id)
    return answer_tagged(request, ProductAnswer.of(product))


@router.get(
    "/products/{product_id}/history",
    response_model=PageAnswer[ChangeAnswer],
    responses=UNCHANGED | problems("request/cursor", "product/not_found"),
)
def read_history(
    request: Request,
    services: Services,
    key: CatalogReader,
    product_id: str,
    query: Annotated[PageQuery, Query()],
) -> Response:
    """List what feeds did to the product, the newest first; its insert comes last."""
    page = list_changes(
        services.database, _number(product_id), query.limit, query.cursor, key.partner_id
    )
    return answer_tagged(request, PageAnswer[ChangeAnswer].of(page, ChangeAnswer.of))


def _number(product_id: str) -> int:
    sound = (
        product_id.isascii() and product_id.isdecimal() and len(product_id) <= len(str(MAX_BIGINT))
    )
    if not sound or int(product_id) > MAX_BIGINT:
        raise ProductNotFound(f"there is no product {product_id!r}")
    return int(product_id)
