"""One feed as files of different kinds, all but the plain one for the exact reader."""

import csv
import io
from typing import Literal

from tests.model.contract import Sent

Dress = Literal["plain", "utf-16", "windows-1252", "mixed line ends", "blank lines", "wide blanks"]
DRESSES: tuple[Dress, ...] = (
    *("plain", "plain", "utf-16", "windows-1252", "mixed line ends", "blank lines"),
    "wide blanks",
)


def write_feed(sent: Sent, dress: Dress) -> bytes:
    """Return the feed as a file."""
    lines = [_line(cells) for cells in (sent.headers, *sent.records)]
    match dress:
        case "utf-16":
            return "".join(lines).encode("utf-16")
        case "windows-1252":
            return _encode("".join(lines))
        case "mixed line ends":
            ends = ("\r\n", "\n", "\r")
            return "".join(line[:-1] + ends[at % 3] for at, line in enumerate(lines)).encode()
        case "blank lines":
            return ("\n" + "\n\n".join(line[:-1] for line in lines) + "\n\n \n").encode()
        case "wide blanks":
            blank = _line(("\xa0",) * len(sent.headers))
            return blank.join(lines).encode()
        case _:
            return "".join(lines).encode()


def is_for_exact_reader(sent: Sent, dress: Dress) -> bool:
    """Whether the file must not be read by the fast reader, as far as that is sure."""
    lines = 1 + len(sent.records)
    return dress in {"utf-16", "blank lines"} or (dress == "mixed line ends" and lines > 1)


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _encode(text: str) -> bytes:
    """Return the text in windows-1252 if it is one, else in UTF-8."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode()
