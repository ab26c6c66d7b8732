"""Products as they are now: one by its id or its SKU, and pages of them by filter and sort."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from catalog.category_path import canonical_path
from catalog.database import Database, Row
from catalog.errors import NotFound
from catalog.kept_counts import refresh_counts
from catalog.paging import MAX_BIGINT, Key, MalformedCursor, Page, cut_page, decode_cursor
from catalog.partners import Availability, get_partner
from catalog.statements import Statements

SQL = Statements(__file__)
MAX_SEARCH_LENGTH = 200
# ASCII without its letters: such a character is its own small letter, and that of no other one
CASELESS = re.compile(r"[ -@\[-`{-~]{3,}")
MEANS_MORE = re.compile(r"[%_\\]")  # in a pattern of `ilike`

Sort = Literal["product_id", "sku", "updated_at", "price"]
Place = tuple[object, int | None]  # the sort's value and the product's id of the last one read
FIRST: Place = (None, None)
Price = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
SORT_KEYS: dict[Sort, TypeAdapter[Any]] = {
    "product_id": TypeAdapter(Annotated[int, Field(le=MAX_BIGINT)]),
    "sku": TypeAdapter(str),
    "updated_at": TypeAdapter(AwareDatetime),
    "price": TypeAdapter(Price | None),
}
# filters that look into the kept counts
MATCHING_KEPT = {"category_path": "match_path", "issue": "match_issue"}


class ProductNotFound(NotFound):
    """No product has that id or SKU, or not for this caller."""

    code = "product/not_found"


@dataclass(frozen=True)
class Product:
    """A product as it is now; prices are in its currency, `quantity` is None where untracked."""

    product_id: int
    partner: str
    sku: str
    product_name: str
    price: Decimal | None
    currency: str | None
    availability: str | None
    quantity: Decimal | None
    sale_price: Decimal | None
    description: str | None
    brand: str | None
    category: str | None
    gtin: str | None
    mpn: str | None
    image_link: str | None
    link: str | None
    condition: str | None
    availability_date: str | None
    attributes: dict[str, Any]
    is_active: bool
    created_at: datetime
    updated_at: datetime


class ProductFilter(BaseModel):
    """Which products, and in which order; what is None filters nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partner: str | None = Field(None, description="The partner's code.")
    sku: str | None = Field(None, description="The whole SKU, case-sensitive.")
    q: str | None = Field(
        None,
        max_length=MAX_SEARCH_LENGTH,
        description="Text that stands anywhere in SKU, name or brand, whatever its case.",
    )
    category: str | None = Field(None, description="The whole category, as the partner sent it.")
    category_path: str | None = Field(
        None, description="Its path, such as `Home > Light`; what is below it counts too."
    )
    brand: str | None = Field(None, description="The whole brand, as the partner sent it.")
    availability: Availability | None = None
    min_price: Price | None = Field(None, description="Lowest `price`, whatever its currency.")
    max_price: Price | None = Field(None, description="Highest `price`, whatever its currency.")
    currency: str | None = Field(None, description="A code of ISO 4217, such as `USD`.")
    active: bool | None = Field(None, description="Without it, active and inactive products.")
    updated_since: AwareDatetime | None = Field(
        None, description="Only what changed at that moment or later; RFC 3339 with its zone."
    )
    issue: str | None = Field(
        None, description="The code of an open issue, such as `gtin/invalid`."
    )
    sort: Sort = "product_id"

    @property
    def path(self) -> str | None:
        """The category's path in its one form, however it was sent."""
        return None if self.category_path is None else canonical_path(self.category_path)


def search_products(
    database: Database,
    wanted: ProductFilter,
    limit: int,
    cursor: str | None = None,
    partner_id: int | None = None,
) -> Page[Product]:
    """
    Return a page of products; with `partner_id`, of that partner alone.

    Ties of a sort are in the order of product_id; a product without a price comes last.

    Raises:
        MalformedCursor: the cursor is of another sort, or none that a page handed out.
        PartnerNotFound: the filter names a partner that there is not, or not for this caller.
    """
    after = _decode(wanted.sort, cursor)
    partner_id = partner_of(database, wanted, partner_id)
    refresh_looked_up(database, wanted)
    statement, parameters = select_page(wanted, partner_id, after, limit + 1)
    found = [_product(row) for row in database.rows(statement, parameters)]
    return cut_page(found, limit, lambda product: _key(wanted.sort, product))


def partner_of(database: Database, wanted: ProductFilter, partner_id: int | None) -> int | None:
    """
    Return the only partner whose products are asked for, None for those of all.

    Raises:
        PartnerNotFound: the filter names one that there is not, or not for this caller.
    """
    if wanted.partner is not None:
        return get_partner(database, wanted.partner, partner_id).partner_id
    return partner_id


def refresh_looked_up(database: Database, wanted: ProductFilter) -> None:
    """Bring the kept counts up to what is committed now where the filter looks into them."""
    if wanted.path or wanted.issue:
        refresh_counts(database)


def select_page(
    wanted: ProductFilter, partner_id: int | None, after: Place, limit: int
) -> tuple[str, Row]:
    """Return the statement, with its parameters, of the next products after a place."""
    matching, parameters = select_matching(wanted, partner_id)
    statement = SQL["select_products"].replace("{sort}", wanted.sort)
    at = {"after_key": after[0], "after_id": after[1], "limit": limit}
    return statement.replace("{matching}", matching), parameters | at


def select_matching(wanted: ProductFilter, partner_id: int | None) -> tuple[str, Row]:
    """Return the relation of all products of the filter, with its parameters."""
    asked = wanted.model_dump(exclude={"partner", "sort", "category_path", "issue"})
    statement = SQL["match_products"]
    kept = {"category_path": wanted.path, "issue": wanted.issue}
    for name, value in kept.items():
        if value:
            statement = SQL[MATCHING_KEPT[name]].replace("{matching}", statement)
            asked[name] = value
    return statement, {**asked, "partner_id": partner_id, **_ways_of_looking(wanted.q)}


def _ways_of_looking(text: str | None) -> Row:
    """Return what else finds the text, and sooner, each None where nothing does."""
    if text is None:
        return {"caseless": None, "pattern": None}
    pattern = None if MEANS_MORE.search(text) else f"%{text}%"
    return {"caseless": caseless_part(text), "pattern": pattern}


def caseless_part(text: str) -> str | None:
    """Return the longest part of the text that has no capitals, None if all are too short."""
    return max(CASELESS.findall(text), key=len, default=None)


def get_product(database: Database, product_id: int, partner_id: int | None = None) -> Product:
    """
    Return the product; with `partner_id`, only if it is that partner's.

    Raises:
        ProductNotFound: there is none.
    """
    parameters = {"product_id": product_id, "sku": None, "partner_id": partner_id}
    row = database.row(SQL["select_product"], parameters)
    return _found(row, f"there is no product {product_id}")


def get_partner_product(
    database: Database, partner_code: str, sku: str, partner_id: int | None = None
) -> Product:
    """
    Return the partner's product of that SKU; with `partner_id`, only if it is that partner's.

    Raises:
        PartnerNotFound: there is no such partner, or not for this caller.
        ProductNotFound: the partner has no such product.
    """
    partner = get_partner(database, partner_code, partner_id)
    parameters = {"product_id": None, "sku": sku, "partner_id": partner.partner_id}
    row = database.row(SQL["select_product"], parameters)
    return _found(row, f"{partner_code} has no product with the SKU {sku!r}")


def _found(row: Row | None, otherwise: str) -> Product:
    if row is None:
        raise ProductNotFound(otherwise)
    return _product(row)


def _product(row: Row) -> Product:
    return Product(**{**row, "attributes": json.loads(row["attributes"] or "{}")})


def _key(sort: Sort, product: Product) -> Key:
    value = SORT_KEYS[sort].dump_json(getattr(product, sort)).decode()
    return [sort, value, product.product_id]


def _decode(sort: Sort, cursor: str | None) -> Place:
    key = decode_cursor(cursor, str, str, int)
    if key is None:
        return FIRST
    if key[0] != sort:
        raise MalformedCursor(f"this cursor goes on by {key[0]}, not by {sort}")
    try:
        value = SORT_KEYS[sort].validate_json(str(key[1]))
        return value, SORT_KEYS["product_id"].validate_python(key[2])
    except ValidationError as error:
        raise MalformedCursor("send the cursor as next_cursor gave it") from error
