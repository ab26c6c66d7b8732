"""The problems of questions in SQL."""

from api.problem_kind import ProblemKind

QUERY_KINDS = (
    ProblemKind(
        "query/not_published",
        404,
        "There is no published file yet",
        "It is written soon after the start: send the question again then.",
    ),
    ProblemKind(
        "query/refused",
        400,
        "It is not one statement that only reads",
        "Send one SELECT, FROM, WITH, DESCRIBE or EXPLAIN. It was not run.",
    ),
    ProblemKind(
        "query/failed",
        400,
        "DuckDB could not run it",
        "Correct what `detail` names, and send it again.",
    ),
    ProblemKind(
        "query/too_large",
        400,
        "It takes more memory than a question may",
        "Ask for fewer rows or columns, or sum up in SQL.",
    ),
    ProblemKind(
        "query/too_long",
        400,
        "It takes longer than a question may",
        "Ask for less, or open the published file with a DuckDB of your own.",
    ),
    ProblemKind(
        "query/file_gone",
        404,
        "There is no such file any more",
        "Make it again: it is kept for 15 minutes, for who made it.",
    ),
    ProblemKind(
        "query/busy",
        503,
        "As many questions run as may at once",
        "Wait as many seconds as `Retry-After` says, then send it again.",
    ),
    ProblemKind(
        "query/unavailable",
        503,
        "The process that answers could not be started, or was ended",
        "Send it again; if it stays, tell the operator.",
    ),
)
