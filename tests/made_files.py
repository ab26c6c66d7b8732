"""The files without names that exports make: no folder lists them. A pytest plugin."""

from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pytest


@pytest.fixture
def made_files(monkeypatch: pytest.MonkeyPatch) -> list[IO[bytes]]:
    """Lend the files that exports make from here on; one that is closed is gone."""
    made: list[IO[bytes]] = []

    def make(**where: Path) -> IO[bytes]:
        made.append(TemporaryFile(dir=where["dir"]))  # noqa: SIM115 - whoever reads it closes it
        return made[-1]

    monkeypatch.setattr("catalog.exports.TemporaryFile", make)
    return made
