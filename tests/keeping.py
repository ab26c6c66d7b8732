"""Backups for tests: a desk on a running ingestion, and its shelf. A pytest plugin."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backup_commands import run_command
from backups.desk import KIND, BackupDesk, BackupPlan, order_backup, run_backup
from backups.making import Workshop
from backups.manifest import Manifest
from catalog.clock import utc_now
from catalog.database import Database
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


@dataclass
class Shell:
    """An operator's shell: commands with their exit code, and what they said."""

    keeping: Keeping
    tmp_path: Path
    monkeypatch: pytest.MonkeyPatch
    said: list[str]

    def run(self, *arguments: str, data_dir: str = "new") -> int:
        """Run a command with a DATA_DIR of that name and the store of the running ingestion."""
        self.said.clear()
        self.monkeypatch.setenv("FEEDLEDGER_DATA_DIR", str(self.tmp_path / data_dir))
        self.monkeypatch.setenv("FEEDLEDGER_STORE", f"file://{self.landing}")
        return run_command(arguments, self.said.append)

    @property
    def landing(self) -> Path:
        """The raw files."""
        return self.tmp_path / "landing"

    @property
    def source(self) -> str:
        """Where the backups are."""
        return str(self.tmp_path / "backups")

    @property
    def text(self) -> str:
        """All that the last command said."""
        return "\n".join(self.said)

    def restored(self, data_dir: str = "new") -> Database:
        """Open what was restored."""
        return Database(self.tmp_path / data_dir / "feedledger.duckdb")

    def file(self, name: str) -> Path:
        """Return a file of the newest backup, which may be written to."""
        newest = self.keeping.desk.shelf().names()[0]
        path = self.tmp_path / "backups" / "backups" / newest / name
        path.chmod(0o600)
        return path


@pytest.fixture
def shell(keeping: Keeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Lend a shell beside a running ingestion; it starts in an empty folder, without settings."""
    monkeypatch.chdir(tmp_path)
    return Shell(keeping, tmp_path, monkeypatch, [])
