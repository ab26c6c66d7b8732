"""What an order gives back: all of it by cancelling, some units of its lines by a refund."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.answers import Answers, problems
from api.orders import (
    KEYED_CALL,
    OrderAnswer,
    OrderWriter,
    digest_body,
    require_idempotency_key,
)
from api.problems import RequestProblem
from api.routes import BoundedRoute
from api.services import Services
from orders.refund_refusals import RefundExceeds, RepeatedLine
from orders.refund_request import RefundRequest
from orders.refunds import Settled, cancel_order, refund_order

router = APIRouter(route_class=BoundedRoute, prefix="/orders", tags=["orders"])
IdempotencyKey = Annotated[str, Depends(require_idempotency_key)]
BodyDigest = Annotated[str, Depends(digest_body)]
SETTLED: Answers = {
    200: {
        "description": "The order; on a repeat, as it was in the first answer.",
        "headers": {
            "Idempotent-Replayed": {
                "description": "Only on a repeat.",
                "schema": {"type": "string", "const": "true"},
            }
        },
    }
}
REFUSALS = problems(
    *("idempotency/missing", "idempotency/conflict", "order/not_found", "order/wrong_state"),
    "request/too_large",
)
REFUND_REFUSALS = problems(
    *("idempotency/missing", "idempotency/conflict", "order/not_found", "order/wrong_state"),
    *("order/refund_exceeds", "order/repeated_line"),
    *("request/malformed", "request/too_large"),
)


@router.post("/{order_id}/cancel", responses=SETTLED | REFUSALS, openapi_extra=KEYED_CALL)
def cancel(  # noqa: PLR0913, PLR0917 - FastAPI passes what the request holds
    services: Services,
    key: OrderWriter,
    order_id: str,
    idempotency_key: IdempotencyKey,
    body_sha256: BodyDigest,
    response: Response,
) -> OrderAnswer:
    """Give the whole order back; units ordered since the last count can be sold again."""
    settled = cancel_order(
        services.desk,
        order_id,
        owner=f"key:{key.key_id}",
        actor=f"key:{key.name}",
        idempotency_key=idempotency_key,
        body_sha256=body_sha256,
        partner_id=key.partner_id,
    )
    return _answer(settled, response)


@router.post("/{order_id}/refund", responses=SETTLED | REFUND_REFUSALS, openapi_extra=KEYED_CALL)
def refund(  # noqa: PLR0913, PLR0917 - FastAPI passes what the request holds
    services: Services,
    key: OrderWriter,
    order_id: str,
    idempotency_key: IdempotencyKey,
    body_sha256: BodyDigest,
    wanted: RefundRequest,
    response: Response,
) -> OrderAnswer:
    """Pay units of some lines back, all that are named or none; they do not return to stock."""
    try:
        settled = refund_order(
            services.desk,
            order_id,
            wanted.pairs,
            owner=f"key:{key.key_id}",
            actor=f"key:{key.name}",
            idempotency_key=idempotency_key,
            body_sha256=body_sha256,
            partner_id=key.partner_id,
        )
    except RefundExceeds as error:
        faults = [vars(fault) for fault in error.lines]
        raise RequestProblem(error.code, str(error), faults) from error
    except RepeatedLine as error:
        lines = [{"line": line} for line in error.lines]
        raise RequestProblem(error.code, str(error), lines) from error
    return _answer(settled, response)


def _answer(settled: Settled, response: Response) -> OrderAnswer:
    if settled.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return OrderAnswer.of(settled.order)
