"""
How the command on the host asks the running application for a backup: by files in DATA_DIR.

Whoever may write there owns the database anyway, so that no key is needed and nothing can be
asked for over the network. The folder is the owner's alone, as what is in it is an order.
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, ValidationError

from backups.desk import BackupDesk, order_elsewhere
from jobs.queue import Job

FOLDER = "backup-requests"
FORGOTTEN_AFTER = timedelta(days=1)  # whoever asked has gone away without reading the answer
OVER = ("SUCCEEDED", "FAILED", "CANCELLED")


class Asked(BaseModel):
    """A backup that was asked for: where to, and whether with the raw files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: str
    with_raw: bool


class Answer(BaseModel):
    """How far the backup that was asked for is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    job_id: str | None
    status: Literal["QUEUED", "RUNNING", "RETRY_WAIT", "SUCCEEDED", "FAILED", "CANCELLED"]
    progress: float = 0
    phase: str | None = None
    error: dict[str, Any] | None = None
    result: dict[str, Any] | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be said."""
        return self.status in OVER


class Errand:
    """One question and its answers, as files in DATA_DIR; removed once it is over."""

    def __init__(self, data_dir: Path, errand_id: str) -> None:
        self.errand_id = errand_id
        self._question = data_dir / FOLDER / f"{errand_id}.request"
        self._answer = data_dir / FOLDER / f"{errand_id}.answer"

    @classmethod
    def begin(cls, data_dir: Path, asked: Asked) -> "Errand":
        """Write the question down."""
        (data_dir / FOLDER).mkdir(mode=0o700, exist_ok=True)
        errand = cls(data_dir, str(uuid4()))
        _write(errand._question, asked.model_dump_json())
        return errand

    def read(self) -> Answer | None:
        """Return the last answer, None before the first, or where a power cut left half of one."""
        try:
            return Answer.model_validate_json(self._answer.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def end(self) -> None:
        """Remove question and answer: what is not taken up yet never will be."""
        self._question.unlink(missing_ok=True)
        self._answer.unlink(missing_ok=True)

    def answer(self, desk: BackupDesk) -> None:
        """See that the backup is queued, once, and say how far it is."""
        try:
            question = self._question.read_bytes()
            age_s = desk.workshop.clock().timestamp() - self._question.stat().st_mtime
        except FileNotFoundError:
            return  # it was withdrawn just now
        last = self.read()
        if last is not None and last.is_over:
            if age_s > FORGOTTEN_AFTER.total_seconds():
                self.end()
            return
        try:
            UUID(self.errand_id)
            asked = Asked.model_validate_json(question)
        except ValueError as error:  # pydantic's among them
            problem = {"code": "request/malformed", "detail": str(error)}
            answer = Answer(job_id=None, status="FAILED", error=problem)
        else:
            answer = _answer_of(
                order_elsewhere(desk, asked.to, with_raw=asked.with_raw, order_id=self.errand_id)
            )
        if answer != last:
            _write(self._answer, answer.model_dump_json())


def answer_all(desk: BackupDesk, data_dir: Path) -> None:
    """Queue what was asked for, and tell whoever asks how far it is."""
    for errand in _errands(data_dir):
        errand.answer(desk)


def _errands(data_dir: Path) -> Iterator[Errand]:
    for path in sorted((data_dir / FOLDER).glob("*.request")):
        if path.is_file():
            yield Errand(data_dir, path.stem)


def _answer_of(job: Job) -> Answer:
    told = {name: getattr(job, name) for name in Answer.model_fields}
    return Answer.model_validate(json.loads(json.dumps(told)))


def _write(path: Path, text: str) -> None:
    aside = path.with_suffix(".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    aside.replace(path)
