"""Every problem that the API answers with: its code, its status, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemKind:
    """One row of the table of errors; code, status and title are stable."""

    code: str
    status: int
    title: str
    remedy: str


KINDS = (
    ProblemKind(
        "auth/missing_key",
        401,
        "No API key was sent",
        "Send it as `Authorization: Bearer <key>` or as `X-API-Key: <key>`.",
    ),
    ProblemKind(
        "auth/invalid_key",
        401,
        "The API key is not valid",
        "Check that it was copied whole; a revoked key is not valid any more.",
    ),
    ProblemKind(
        "auth/scope",
        403,
        "The API key does not allow this",
        "Use a key that has the scope.",
    ),
    ProblemKind(
        "auth/rate_limited",
        429,
        "The API key has used up its requests",
        "Wait as many seconds as `Retry-After` says, then send the request again.",
    ),
    ProblemKind(
        "request/invalid",
        422,
        "The request is not as it should be",
        "Correct what `errors` names, and send it again.",
    ),
    ProblemKind(
        "request/malformed",
        400,
        "The request cannot be read",
        "Correct it, and send it again.",
    ),
    ProblemKind(
        "request/path",
        400,
        "The address could lead elsewhere",
        "An SKU that holds such a thing is found with GET /api/v1/products?partner=…&sku=….",
    ),
    ProblemKind(
        "request/multipart",
        400,
        "The multipart body cannot be read",
        "Send one file as the part named `file`, or the file itself as the body.",
    ),
    ProblemKind(
        "request/incomplete",
        400,
        "The body did not arrive whole",
        "Nothing of it was kept: send it again.",
    ),
    ProblemKind(
        "request/too_large",
        413,
        "The body is too large",
        "Send at most 1 MiB of JSON.",
    ),
    ProblemKind(
        "request/cursor",
        422,
        "The cursor is not one of this list",
        "Send `next_cursor` of the page before, with the same filters and sort, or none.",
    ),
    ProblemKind(
        "request/not_found",
        404,
        "There is nothing at this address",
        "The addresses are listed in /api/openapi.json.",
    ),
    ProblemKind(
        "request/method",
        405,
        "The address does not know this method",
        "Use one that the `Allow` header names.",
    ),
    ProblemKind(
        "partner/exists",
        409,
        "The partner is there already",
        "Choose another code, or use the partner that there is.",
    ),
    ProblemKind(
        "partner/not_found",
        404,
        "There is no such partner",
        "Check its code; GET /api/v1/partners lists those that you may see.",
    ),
    ProblemKind(
        "key/not_found",
        404,
        "There is no such key",
        "GET /api/v1/keys lists those that you may see.",
    ),
    ProblemKind(
        "key/revoked",
        409,
        "The key is revoked",
        "It cannot be changed any more: make a new one.",
    ),
    ProblemKind(
        "schedule/not_found",
        404,
        "There is no such schedule",
        "GET /api/v1/schedules lists those that you may see.",
    ),
    ProblemKind(
        "feed/not_found",
        404,
        "There is no such feed",
        "Check its id; GET /api/v1/feeds lists those that you may see.",
    ),
    ProblemKind(
        "feed/wrong_state",
        409,
        "The feed is not in a state that allows it",
        "Read the feed: its status may have changed meanwhile.",
    ),
    ProblemKind(
        "feed/superseded",
        409,
        "A later full feed of the partner is loaded already",
        "Nothing was written: reject this one, or deliver a newer file.",
    ),
    ProblemKind(
        "file/empty",
        400,
        "The file is empty",
        "Send a header line and at least one record. Nothing was stored.",
    ),
    ProblemKind(
        "file/too_large",
        413,
        "The file is too large",
        "Divide it into several, or ask the operator to raise MAX_FEED_BYTES. Nothing was stored.",
    ),
    ProblemKind(
        "store/unavailable",
        503,
        "The store for raw files does not answer",
        "Nothing was recorded: send the feed again later.",
    ),
    ProblemKind(
        "store/refused",
        503,
        "The store for raw files does not let us in",
        "Nothing was recorded. The operator has to mend its credentials, permissions or bucket.",
    ),
    ProblemKind(
        "store/object_missing",
        404,
        "The store has lost the raw file",
        "Deliver the feed again.",
    ),
    ProblemKind(
        "job/not_found",
        404,
        "There is no such job",
        "Check its id; GET /api/v1/jobs lists those that you may see.",
    ),
    ProblemKind(
        "job/wrong_state",
        409,
        "The job is not in a state that allows it",
        "Read the job: its status may have changed meanwhile.",
    ),
    ProblemKind(
        "product/not_found",
        404,
        "There is no such product",
        "Check the id or the SKU; GET /api/v1/products finds products by name, too.",
    ),
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
    ProblemKind(
        "alert/not_found",
        404,
        "There is no such channel",
        "Check its id; GET /api/v1/alerts lists those that you may see.",
    ),
    ProblemKind(
        "alert/url",
        400,
        "Alerts cannot go to this URL",
        "Send an apprise URL of a service that alerts go by. Nothing was written.",
    ),
    ProblemKind(
        "alert/too_many",
        409,
        "There are as many channels as may be",
        "Delete one that is not needed. Nothing was written.",
    ),
    ProblemKind(
        "server/write_conflict",
        503,
        "Another writer came first",
        "Nothing was written: send the same request again.",
    ),
    ProblemKind(
        "server/disk_full",
        507,
        "There is no room on the server's disk",
        "Nothing of it was kept: send it again later. The operator has to make room.",
    ),
    ProblemKind(
        "server/database_lost",
        503,
        "The database file has to be opened anew",
        "The server restarts: send it again then, an order under the same `Idempotency-Key`.",
    ),
    ProblemKind(
        "server/not_ready",
        503,
        "A part of the server does not work",
        "Wait for it, or see to the part that `errors` names.",
    ),
    ProblemKind(
        "server/error",
        500,
        "The server failed",
        "Try again; if it stays, give the operator the request id.",
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
