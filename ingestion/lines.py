"""Physical lines for the exact reader, which can be given back, in bounded memory and time."""

import itertools
from collections import deque
from typing import IO, Self

MAX_RECORD_CHARACTERS = 16 * 1024 * 1024
PATIENCE = 4


class Lines:
    """
    The lines of a text, each with its end, handed to one record after another.

    A record gets at most `limit` characters; of a longer line only so much is kept, and the rest
    is passed over. What is given back is read twice: together that is never more than
    twice what was read for good and `PATIENCE` times the limit, so that no file takes longer
    than its length deserves. A record that would is refused all lines but its first.
    """

    def __init__(self, file: IO[str], limit: int = MAX_RECORD_CHARACTERS) -> None:
        self.limit = limit
        self.first = 1
        self.taken: list[str] = []
        self.is_cut = False
        self.read_characters = 0
        self._file = file
        self._given_back: deque[str] = deque()
        self._patience = PATIENCE * limit
        self._room = limit
        self._ends_in_half = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        """Return the record's next line; `is_cut` where it wants more than there is for it."""
        if self.taken and self._room <= 0:
            self.is_cut = True
            raise StopIteration
        line = self._given_back.popleft() if self._given_back else self._read()
        if not line:
            self.is_cut = bool(self.taken)
            raise StopIteration
        self.taken.append(line)
        self._room -= len(line)
        return line

    def skip(self, count: int) -> None:
        """Pass over the next `count` lines, none of them too long, as if each were kept."""
        back = [self._given_back.popleft() for _ in range(min(count, len(self._given_back)))]
        rest = itertools.islice(self._file, count - len(back))
        length = sum(map(len, back)) + sum(map(len, rest))
        self._settle(count, length)

    def keep(self, count: int | None = None) -> list[str]:
        """Return the record's lines, or the first `count`, and give the others back."""
        kept = self.taken
        if count is not None and count < len(kept):
            kept, back = kept[:count], kept[count:]
            self._given_back.extendleft(reversed(back))
            self._patience -= sum(map(len, back))
        self.taken = []
        self.is_cut = False
        self._settle(len(kept), len(kept[0]) if len(kept) == 1 else sum(map(len, kept)))
        return kept

    def _settle(self, lines: int, characters: int) -> None:
        self.first += lines
        self.read_characters += characters
        self._patience += 2 * characters
        self._room = min(self.limit, self._patience)

    def _read(self) -> str:
        line = self._file.readline(self.limit)
        if self._ends_in_half and line == "\n":  # the second half of CRLF
            line = self._file.readline(self.limit)
        end = line
        while len(end) == self.limit and end[-1] not in "\r\n":
            end = self._file.readline(self.limit)
        self._ends_in_half = len(end) == self.limit and end[-1] == "\r"
        return line
