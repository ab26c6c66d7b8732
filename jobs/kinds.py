"""What the kinds of jobs are called, on the pages and in alerts."""

from collections.abc import Mapping

KIND_NAMES: Mapping[str, str] = {
    "VALIDATE": "Check",
    "ETL": "Load",
    "REVERT": "Revert",
    "PULL": "Pull",
    "IMPORT": "Import",
    "PUBLISH": "Publish",
    "BACKUP": "Backup",
    "RECONCILE": "Reconciliation",
}


def kind_name(kind: str) -> str:
    """Return what the kind of a job is called."""
    return KIND_NAMES.get(kind, kind.capitalize())
