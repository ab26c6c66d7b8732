"""Our own source files, for the tests that read them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = (
    "catalog",
    "jobs",
    "ingestion",
    "orders",
    "analytics",
    "accounts",
    "backups",
    "api",
    "pages",
)
ROOT_MODULES = (
    "app",
    "wiring",
    "rounds",
    "demo",
    "demo_orders",
    "backup_commands",
    "backup_returns",
)
NOT_OURS = {"data", "docs", "shared", "test-artifacts"}


def python_files() -> list[Path]:
    """Return every Python file of the project, tests and benchmarks included."""
    return sorted(path for folder in _folders() for path in folder.rglob("*.py")) + sorted(
        ROOT.glob("*.py")
    )


def product_files() -> list[Path]:
    """Return the Python files that run in production: the root's modules and the packages."""
    ours = (*PACKAGES, *(path.name for path in ROOT.glob("*.py")))
    return [path for path in python_files() if path.relative_to(ROOT).parts[0] in ours]


def sql_files() -> list[Path]:
    """Return every SQL file of the packages, migrations included."""
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.sql"))


def name_of(path: Path) -> str:
    """Return the path as a person writes it, from the project's root."""
    return path.relative_to(ROOT).as_posix()


def parse(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _folders() -> list[Path]:
    return [
        folder
        for folder in ROOT.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in NOT_OURS
    ]
