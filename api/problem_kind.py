"""What the table of errors has of a problem: its code, its status, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemKind:
    """One row of the table of errors; code, status and title are stable."""

    code: str
    status: int
    title: str
    remedy: str
