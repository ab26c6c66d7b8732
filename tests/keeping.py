"""Backups for tests: a desk on a running ingestion, and its shelf. A pytest plugin."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backups.desk import KIND, BackupDesk, BackupPlan, order_backup, run_backup
from backups.making import Workshop
from backups.manifest import Manifest
from catalog.clock import utc_now
from jobs.handlers import Handler
from jobs.queue import Job, get_job
from jobs.runner import JobRunner
from tests.feeding import Feeding, until


@dataclass
class Keeping:
    """A running ingestion with a desk for backups, whose clock can be put forward."""

    feeding: Feeding
    desk: BackupDesk
    ahead: timedelta = timedelta()

    @classmethod
    def begin(cls, feeding: Feeding, folder: Path) -> "Keeping":
        """Let the workers of the ingestion make backups, too."""
        plan = BackupPlan(to=f"file://{folder / 'backups'}", keep=3)
        store = feeding.ingestion.store
        workshop = Workshop(store, folder / "backup-work", utc_now)
        desk = BackupDesk(feeding.database, workshop, plan, utc_now(), feeding.wake)
        keeping = cls(feeding, desk)
        keeping.change(workshop=replace(workshop, clock=keeping.clock))
        feeding.handlers[KIND] = Handler(
            lambda context: run_backup(keeping.desk, context), pool="transfer"
        )
        return keeping

    def clock(self) -> datetime:
        """Return the time of the desk: each backup has a second of its own."""
        return utc_now() + self.ahead

    def change(self, **changes: object) -> None:
        """Change what the desk works with."""
        self.desk = replace(self.desk, **changes)  # type: ignore[arg-type]

    def plan(self, **changes: object) -> None:
        """Change where backups go, and how."""
        self.change(plan=replace(self.desk.plan, **changes))  # type: ignore[arg-type]

    def back_up(self) -> Manifest:
        """Make a backup and return what it says of itself."""
        self.ahead += timedelta(seconds=1)
        job = self.finished(order_backup(self.desk))
        assert job.status == "SUCCEEDED", job.error
        assert job.result
        return self.desk.shelf().read(job.result["name"])

    def finished(self, job: Job) -> Job:
        """Return the job once it is over."""
        over = ("SUCCEEDED", "FAILED", "CANCELLED")
        until(lambda: get_job(self.feeding.database, job.job_id).status in over)
        return get_job(self.feeding.database, job.job_id)


@pytest.fixture
def keeping(feeding: Feeding, tmp_path: Path) -> Keeping:
    """Lend a running ingestion whose workers make backups, too."""
    feeding.runner.stop()
    keeping = Keeping.begin(feeding, tmp_path)
    feeding.runner = JobRunner(feeding.database, feeding.handlers)
    feeding.runner.start()
    return keeping
