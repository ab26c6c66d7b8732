"""A backup that is killed is none, and the next one neither trips over it nor leaves it there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backup_commands import run_command
from backups.shelf import Shelf
from catalog.database import Database
from catalog.migrations import migrate
from ingestion.folder_store import FolderStore
from tests.sources import ROOT

# the process dies right before it stores this file
DYING = """
import os, signal, sys
from ingestion.folder_store import FolderStore
put = FolderStore.put
def die(store, key, source):
    if key.startswith("backups/") and key.endswith(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    return put(store, key, source)
FolderStore.put = die
from backup_commands import run_command
run_command(["backup", sys.argv[2]], print)
"""


def test_backup_killed_at_any_file_is_none_and_harms_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDLEDGER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    database = Database(tmp_path / "data" / "feedledger.duckdb")
    migrate(database)
    database.close()
    destination = str(tmp_path / "backups")
    said: list[str] = []
    for file in ("feedledger.duckdb", "raw.jsonl", "manifest.json"):
        killed = subprocess.run(
            [sys.executable, "-c", DYING, file, destination],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
            timeout=60,
        )

        assert killed.returncode == -signal.SIGKILL
        assert Shelf(FolderStore(tmp_path / "backups")).names() == []

    assert run_command(["verify", destination], said.append) == 1
    assert run_command(["backup", destination], said.append) == 0, said
    assert run_command(["verify", destination, "--deep"], said.append) == 0, said
    assert not (tmp_path / "data" / "backup-work").exists()
