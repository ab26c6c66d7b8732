"""Why a cancellation or a refund is refused: each an error with its code; nothing is given back."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.errors import RejectedInput, WrongState


@dataclass(frozen=True)
class RefundFault:
    """A line of which more is asked for than can be refunded; none where there is no such line."""

    line: int
    requested: int
    refundable: int


class OrderWrongState(WrongState):
    """The order is in no state that allows it, and never will be again; nothing was given back."""

    code = "order/wrong_state"


class RefundExceeds(RejectedInput):
    """More is asked for than is left of some lines, each named; nothing was given back."""

    code = "order/refund_exceeds"

    def __init__(self, lines: Sequence[RefundFault]) -> None:
        self.lines = tuple(lines)
        super().__init__(f"{len(self.lines)} of the lines cannot be refunded so often")


class RepeatedLine(RejectedInput):
    """A line stands twice in a refund; nothing was written."""

    code = "order/repeated_line"

    def __init__(self, lines: Sequence[int]) -> None:
        self.lines = tuple(lines)
        super().__init__(f"line {', '.join(map(str, self.lines))} stands twice: send it once")


class NothingToRefund(RejectedInput):
    """A refund names no line; nothing was written."""

    code = "order/nothing_to_refund"
