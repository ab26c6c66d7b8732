"""The problems of orders, of which the table in `api.codes` takes all."""

from api.problem_kind import ProblemKind

ORDER_KINDS = (
    ProblemKind(
        "order/not_found",
        404,
        "There is no such order",
        "Check its id; GET /api/v1/orders lists those that you may see.",
    ),
    ProblemKind(
        "order/unavailable",
        409,
        "Some lines of the order cannot be met",
        "Nothing was ordered: leave out or reduce the lines that `errors` names.",
    ),
    ProblemKind(
        "order/repeated_product",
        422,
        "A product stands in two lines of the order",
        "Send each product in one line, with the whole quantity.",
    ),
    ProblemKind(
        "order/mixed_currency",
        422,
        "The lines are not all of one currency",
        "Send one order for each currency.",
    ),
    ProblemKind(
        "order/amount_too_large",
        422,
        "The order's total is too large",
        "Divide it into several orders.",
    ),
    ProblemKind(
        "order/wrong_state",
        409,
        "The order is not in a state that allows it",
        "Nothing was given back: read the order and its history.",
    ),
    ProblemKind(
        "order/refund_exceeds",
        409,
        "More is asked for than is left to refund",
        "Nothing was given back: leave out or reduce the lines that `errors` names.",
    ),
    ProblemKind(
        "order/repeated_line",
        422,
        "A line stands twice in the refund",
        "Send each line once, with the whole quantity.",
    ),
    ProblemKind(
        "idempotency/missing",
        400,
        "No idempotency key was sent",
        "Send a new `Idempotency-Key` with each request, and the same one when you repeat it.",
    ),
    ProblemKind(
        "idempotency/conflict",
        422,
        "The idempotency key was used for another request",
        "Send a new `Idempotency-Key` with a new request.",
    ),
)
