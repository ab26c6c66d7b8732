"""What a pre-check comes to, in sentences for people who have a file and want it loaded."""

from typing import Literal

from ingestion.precheck import PreCheck
from ingestion.profiles import Mode
from pages.amounts import counted

Level = Literal["good", "doubtful", "bad"]
MIB = 1024 * 1024
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
ENCODINGS = ("utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252")
SIDES = ("inserted", "updated", "unchanged", "skipped")


def level_of(pre: PreCheck) -> Level:
    """Return whether the file is fit to be delivered, as far as its head tells."""
    checked = pre.checked
    rows, skipped = (checked.counters[name] or 0 for name in ("rows_read", "skipped"))
    if checked.error is not None or skipped == rows:
        return "bad"
    offered = pre.look is not None and pre.look.offered_preset is not None
    return "doubtful" if skipped or checked.held_by or offered else "good"


def summary_of(pre: PreCheck) -> str:
    """Return what would become of the file, in a sentence or two."""
    checked = pre.checked
    if checked.error is not None:
        return "This file cannot be loaded as it is."
    rows, skipped = (checked.counters[name] or 0 for name in ("rows_read", "skipped"))
    looked = "record" if pre.is_whole else "record looked at"
    if skipped == rows:
        return f"None of the {counted(rows, looked)} can be loaded."
    if not skipped and checked.held_by:
        all_of = _all_of(rows, looked)
        return f"{all_of[:1].upper()}{all_of[1:]} can be loaded, but the feed would be held."
    if not skipped:
        return f"All is well: {_all_of(rows, looked)} can be loaded."
    share = 100 * skipped / rows
    part = f"{share:.0f} %" if share >= 1 else "less than 1 %"
    return (
        f"{skipped:,} of {_many(rows, looked)} would be skipped ({part}); the others can be loaded."
    )


def forecast_of(pre: PreCheck, mode: Mode) -> str:
    """Return what the records would do to the catalog of now; empty where nobody knows."""
    counters = pre.checked.counters
    if counters["rows_read"] is None:
        return ""
    sides = " + ".join(f"{counters[side] or 0:,} {side}" for side in SIDES)
    known = f"{counters['rows_read']:,} read = {sides}"
    if not pre.is_whole:
        return f"Against the catalog of now: {known}."
    gone = f"; {counters['deactivated'] or 0:,} deactivated" if mode == "full" else ""
    return f"Against the catalog of now: {known}{gone}."


def scope_of(pre: PreCheck) -> str:
    """Return how much of the file was looked at, and what that leaves open."""
    if pre.is_whole:
        return "The whole file was looked at."
    return (
        f"Only the first {pre.head_bytes / MIB:.1f} MiB of the file were looked at. Products that"
        " are missing from it, SKUs that come twice, and whether it would be held, are found once"
        " it is delivered."
    )


def dialect_of(pre: PreCheck) -> str:
    """Return how the file is written; empty where that could not be told."""
    if pre.look is None:
        return ""
    dialect = pre.look.dialect
    header = "the first line names the columns" if dialect.header else "no line of column names"
    return (
        f"{dialect.encoding}, divided by {DELIMITERS[dialect.delimiter]},"
        f" quoted by {dialect.quote}, {header}, {counted(len(pre.look.columns), 'column')}"
    )


def _many(rows: int, noun: str) -> str:
    return counted(rows, noun) if noun == "record" else f"{rows:,} records looked at"


def _all_of(rows: int, noun: str) -> str:
    return f"the {_many(1, noun)}" if rows == 1 else f"all {_many(rows, noun)}"
