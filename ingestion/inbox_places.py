"""What the key of a file in the inbox says: whose it is, how it is to be read, and its name."""

from dataclasses import dataclass
from typing import get_args

from ingestion.drops import INBOX, Drop
from ingestion.profiles import Mode

MODES: tuple[Mode, ...] = get_args(Mode)
# what programs that upload call a file until it is whole
UNFINISHED = (
    *(".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download"),
    *(".uploading", ".upload", ".writing", ".swp", ".lock", "~"),
)


@dataclass(frozen=True)
class Refused:
    """Why a file is not taken: a stable code, and a sentence for people."""

    code: str
    detail: str


@dataclass(frozen=True)
class Place:
    """Whose file it is, by the partner's code, its mode, and its name below those folders."""

    partner: str
    mode: Mode
    filename: str


def read_place(drop: Drop) -> Place | Refused:
    """Return what the file's place says, or why it cannot be taken from there."""
    key = shown_key(drop.key)
    *folders, name = [segment for segment in key.removeprefix(INBOX).split("/") if segment] or [""]
    modes = [mode for folder in folders[1:] for mode in MODES if folder.casefold() == mode]
    if not folders:
        refused = Refused("inbox/no_partner_folder", "it lies beside the partners' folders")
    elif drop.obstacle or key.endswith("/"):
        refused = Refused("inbox/no_file", drop.obstacle or "its name ends in a slash")
    elif any(segment.startswith(".") for segment in (*folders, name)):
        refused = Refused("inbox/hidden", "its name or that of a folder begins with a dot")
    elif name.casefold().endswith(UNFINISHED):
        refused = Refused("inbox/unfinished", "its name says that it is still being uploaded")
    elif len(set(modes)) > 1:
        refused = Refused("inbox/two_modes", f"its folders name two modes: {', '.join(modes)}")
    else:
        return Place(folders[0], modes[0] if modes else "full", _filename(folders, name))
    return refused


def partner_folder(drop: Drop) -> str | None:
    """Return the name of the folder of the inbox that the file lies in, as it may be shown."""
    folder, separator, _ = shown_key(drop.key).removeprefix(INBOX).partition("/")
    return folder if separator else None


def shown_key(key: str) -> str:
    """Return the key as it may be shown and stored, with escapes for what is no UTF-8 in it."""
    return key.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _filename(folders: list[str], name: str) -> str:
    own = [folder for folder in folders[1:] if folder.casefold() not in MODES]
    return "/".join([*own, name])
