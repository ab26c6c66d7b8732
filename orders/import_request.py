"""A delivery of past orders: what it is, and the job that will import it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from catalog.database import Database
from catalog.statements import Statements
from jobs.queue import NewJob, enqueue
from jobs.retrying import PATIENT_MAX_ATTEMPTS
from orders.import_presets import Preset

SQL = Statements(__file__)
KIND = LANE = "IMPORT"  # one lane: imports run one after another, as they look for known lines


@dataclass(frozen=True)
class StoredFile:
    """A delivered file, in the store."""

    raw_key: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class ImportRequest:
    """
    What was delivered, by whom, and how it is to be read.

    `source` names where the orders were placed; `files` holds the stored file of each part;
    `currency` is that of lines which name none; times without a zone are of `zone`.
    """

    preset: Preset
    source: str
    currency: str | None
    zone: str
    asked_by: str
    asked_at: datetime
    files: Mapping[str, StoredFile]

    def as_payload(self) -> dict[str, Any]:
        """Return it as the job keeps it."""
        files = {part: asdict(file) for part, file in self.files.items()}
        return {**vars(self), "asked_at": self.asked_at.isoformat(), "files": files}

    @classmethod
    def of_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Return the request that a job keeps."""
        files = {part: StoredFile(**file) for part, file in payload["files"].items()}
        asked_at = datetime.fromisoformat(payload["asked_at"])
        return cls(**{**payload, "asked_at": asked_at, "files": files})


def queue_import(database: Database, request: ImportRequest, request_id: str | None) -> str:
    """Queue the import of files that are in the store, and return the id of its job."""
    new = NewJob(
        KIND,
        LANE,
        0,
        payload=request.as_payload(),
        max_attempts=PATIENT_MAX_ATTEMPTS,
        request_id=request_id,
        size_bytes=None,
    )
    with database.transaction() as cursor:
        job_id = enqueue(cursor, new)
        cursor.execute(SQL["insert_import"], {"job_id": job_id, "source": request.source})
    return job_id
