"""Files of whole answers that wait for their visitor."""

import threading
import time
import uuid
from dataclasses import replace

from analytics.questions import FileAnswer
from catalog.errors import NotFound


class FileGone(NotFound):
    """There is no such file any more, or it is somebody else's."""

    code = "query/file_gone"


class KeptFiles:
    """The last file of each visitor's, for a while: a link of the page leads to it."""

    def __init__(self, kept_s: float = 900.0) -> None:
        self._kept_s = kept_s
        self._lock = threading.Lock()
        self._files: dict[str, tuple[str, FileAnswer, float]] = {}

    def keep(self, answer: FileAnswer, asked_by: str) -> str:
        """Keep the file in place of the user's last, and return its id."""
        file_id = str(uuid.uuid4())
        with self._lock:
            self._drop(asked_by)
            self._files[asked_by] = (file_id, answer, time.monotonic() + self._kept_s)
        return file_id

    def find(self, file_id: str, asked_by: str) -> FileAnswer:
        """
        Return the user's file of that id, to be read and closed by itself.

        Raises:
            FileGone: it is kept no longer, or is somebody else's.
        """
        with self._lock:
            self._drop(None)
            known_id, answer, _ = self._files.get(asked_by, (None, None, 0.0))
            if answer is None or known_id != file_id:
                raise FileGone("the file is kept no longer")
            return replace(answer, file=answer.file.copy())

    def drop_old(self) -> None:
        """Let go of the files whose time is over."""
        with self._lock:
            self._drop(None)

    def close(self) -> None:
        """Keep none any longer."""
        with self._lock:
            for user in list(self._files):
                self._drop(user)

    def _drop(self, asked_by: str | None) -> None:
        """Close the user's file, and all whose time is over."""
        now_s = time.monotonic()
        for user, (_, answer, until_s) in list(self._files.items()):
            if user == asked_by or until_s < now_s:
                answer.file.file.close()
                del self._files[user]
