"""A partner's mapping profile: how its columns become our fields (design, section 5)."""

import json
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.database import Database
from catalog.partners import Availability
from catalog.statements import Statements

SQL = Statements(__file__)

FieldName = Literal[
    "sku", "product_name", "price", "currency", "availability", "quantity", "sale_price",
    "description", "brand", "category", "gtin", "mpn", "image_link", "link", "condition",
    "availability_date",
]  # fmt: skip
Mode = Literal["full", "delta", "supplemental"]


class FileFormat(BaseModel):
    """What the partner's files are; None is found out from each file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoding: Literal["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252"] | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    header: bool = True
    columns: list[str] | None = None


class Profile(BaseModel):
    """One version of a partner's profile; `version` counts from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    preset: Literal["plain", "google", "shopify", "woocommerce", "magento"] = "plain"
    file: FileFormat = FileFormat()
    fields: dict[FieldName, str] = {}
    constants: dict[FieldName, str] = {}
    decimal_mark: Literal[".", ","] | None = None
    price_divisor: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    availability_words: dict[str, Availability] = {}
    guards: dict[str, float] = {}
    review_first: bool = False


def read_profile(database: Database, partner_id: int, version: int) -> Profile:
    """Return one version of a partner's profile; it must be there."""
    row = database.row(SQL["select_profile"], {"partner_id": partner_id, "version": version}) or {}
    return Profile.model_validate({**json.loads(row["profile"]), "version": version})
