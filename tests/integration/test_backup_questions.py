"""What the command on the host asks the running application: answered once, or said why not."""

import json
from pathlib import Path

import pytest

from backups.asking import Asked, Errand, answer_all
from jobs.queue import JobFilter, list_jobs
from tests.keeping import Keeping


def backup_jobs(keeping: Keeping) -> int:
    """Return how many backups were ever queued."""
    return len(list_jobs(keeping.feeding.database, JobFilter(kind="BACKUP")).items)


def test_what_the_command_asks_for_is_queued_once_and_answered(
    keeping: Keeping, tmp_path: Path
) -> None:
    elsewhere = f"file://{tmp_path / 'elsewhere'}"
    errand = Errand.begin(tmp_path, Asked(to=elsewhere, with_raw=False))
    assert errand.read() is None

    for _ in range(3):
        answer_all(keeping.desk, tmp_path)
    (job,) = list_jobs(keeping.feeding.database, JobFilter(kind="BACKUP")).items
    keeping.finished(job)
    answer_all(keeping.desk, tmp_path)

    answer = errand.read()
    assert answer
    assert (answer.status, answer.job_id) == ("SUCCEEDED", job.job_id)
    assert answer.result
    assert keeping.desk.shelf(elsewhere).names() == [answer.result["name"]]
    assert backup_jobs(keeping) == 1
    folder = tmp_path / "backup-requests"
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.iterdir()))
    errand.end()
    assert list(folder.iterdir()) == []


def test_question_that_cannot_be_read_is_answered_so(keeping: Keeping, tmp_path: Path) -> None:
    folder = tmp_path / "backup-requests"
    folder.mkdir()
    (folder / "x.request").write_text(json.dumps({"to": "file:///x", "shell": "rm"}))

    answer_all(keeping.desk, tmp_path)

    answer = Errand(tmp_path, "x").read()
    assert answer
    assert answer.status == "FAILED"
    assert backup_jobs(keeping) == 0


@pytest.mark.parametrize("left", [b"", b'{"job_id": nul'])
def test_half_an_answer_is_written_anew(keeping: Keeping, tmp_path: Path, left: bytes) -> None:
    errand = Errand.begin(tmp_path, Asked(to=f"file://{tmp_path / 'other'}", with_raw=False))
    (tmp_path / "backup-requests" / f"{errand.errand_id}.answer").write_bytes(left)

    answer_all(keeping.desk, tmp_path)

    assert errand.read()
    assert backup_jobs(keeping) == 1


def test_what_is_no_question_of_ours_stands_in_nobodys_way(
    keeping: Keeping, tmp_path: Path
) -> None:
    folder = tmp_path / "backup-requests"
    (folder / "0.request").mkdir(parents=True)
    asked = Asked(to=f"file://{tmp_path / 'other'}", with_raw=False)
    (folder / "1 (copy).request").write_text(asked.model_dump_json())
    errand = Errand.begin(tmp_path, asked)

    answer_all(keeping.desk, tmp_path)

    copied = Errand(tmp_path, "1 (copy)").read()
    assert copied
    assert copied.status == "FAILED"
    assert errand.read()
    assert backup_jobs(keeping) == 1
