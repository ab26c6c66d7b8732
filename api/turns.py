"""How the API shows what a feed changed of a product."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from analytics.refused import RefusedProduct
from analytics.turns import Turn
from api.values import shown_money


class TurnAnswer(BaseModel):
    """One change of what matters to a sale, by a feed or by the revert of one."""

    kind: str = Field(
        description="`active`, `availability`, `quantity` or `price`; `inserted` where the product "
        "was so from its insert on, `removed` where a revert took it out of the catalog."
    )
    feed_id: str
    by_revert: bool = Field(description="The revert of the feed did it, and not the feed.")
    changed_at: datetime
    ended_at: datetime | None = Field(
        description="When the same was changed again; null if not by then."
    )
    before: str = Field(examples=["10.00 USD"])
    after: str = Field(examples=["0.10 USD"])

    @classmethod
    def of(cls, turn: Turn | None) -> Self | None:
        """Return the turn as the API shows it."""
        return None if turn is None else cls.model_validate(vars(turn))


class RefusedAnswer(BaseModel):
    """The refused order lines of one product with one code and one reason."""

    product_id: str | None = Field(description="Null where the catalog had no such product.")
    partner: str
    sku: str
    product_name: str | None
    code: str = Field(examples=["product/inactive"])
    lines: int
    units: int
    currency: str | None
    lost: str | None = Field(
        description="What the units would have cost at the price of then; null where none is known."
    )
    last_refused_at: datetime
    because: TurnAnswer | None = Field(
        description="The last change of what the code is about; null where none is known."
    )

    @classmethod
    def of(cls, row: RefusedProduct) -> Self:
        """Return the row as the API shows it."""
        told = {
            "product_id": shown_id(row.product_id),
            "lost": shown_money(row.lost, row.currency),
            "because": TurnAnswer.of(row.because),
        }
        return cls.model_validate(vars(row) | told)


def shown_id(number: int | None) -> str | None:
    """Return the id as text."""
    return None if number is None else str(number)
