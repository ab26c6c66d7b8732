"""What a customer asks for, checked as it comes in."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from catalog.currencies import MINOR_UNITS

MAX_LINES = 500
MAX_QUANTITY = 1_000_000

Text = Annotated[str, Field(min_length=1, max_length=255)]


class OrderLine(BaseModel):
    """Some units of one partner's product."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partner: Annotated[Text, Field(description="The partner's code.")]
    sku: Annotated[Text, Field(description="The whole SKU, case-sensitive.")]
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY, description="Whole units.")]


class OrderRequest(BaseModel):
    """An order to be; its lines are numbered from 1 in the order they are sent in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer_ref: Annotated[
        str,
        Field(min_length=1, max_length=200, description="The customer, as you name them."),
    ]
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1, max_length=MAX_LINES)]
    currency: str | None = Field(
        None, description="The currency you expect, such as `USD`; another one is refused."
    )

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, code: str | None) -> str | None:
        if code is not None and code not in MINOR_UNITS:
            raise ValueError("send a currency code of ISO 4217, such as USD")
        return code
