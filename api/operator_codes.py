"""The problems of what operators look after: alerts, reconciliations, backups."""

from api.problem_kind import ProblemKind

OPERATOR_KINDS = (
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
        "reconciliation/not_found",
        404,
        "There is no such check, or no such run",
        "GET /api/v1/analytics/reconciliation lists the checks, `/runs` the runs that are kept.",
    ),
    ProblemKind(
        "backup/no_destination",
        409,
        "Nobody has said where backups go",
        "The operator sets `FEEDLEDGER_BACKUP_TO`. Nothing was queued.",
    ),
    ProblemKind(
        "backup/damaged",
        500,
        "A backup is not what was written",
        "Make a new one, and have the operator look at what `detail` names.",
    ),
)
