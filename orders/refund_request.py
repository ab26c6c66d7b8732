"""What of an order is to be refunded, checked as it comes in."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from orders.request import MAX_LINES, MAX_QUANTITY

MAX_LINE = 2**31 - 1  # what a line's column holds


class RefundLine(BaseModel):
    """Some units of one line of the order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: Annotated[int, Field(strict=True, ge=1, le=MAX_LINE, description="Its number.")]
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY, description="Whole units.")]


class RefundRequest(BaseModel):
    """A refund to be, each line named once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[tuple[RefundLine, ...], Field(min_length=1, max_length=MAX_LINES)]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Each line with how many of its units are to be refunded."""
        return tuple((asked.line, asked.quantity) for asked in self.lines)
