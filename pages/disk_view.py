"""What Feedledger takes of the disk, what is free, and what is kept free."""

from pathlib import Path

import streamlit as st

from analytics.published_files import NAME
from pages.disk_notice import show_disk_notice
from pages.services import services

GIB, MIB = 1024**3, 1024**2


def show_disk() -> None:
    """Show the room on the disk, and how it is used."""
    st.subheader("Disk")
    show_disk_notice()
    open_rooms = services()
    guard, data_dir = open_rooms.ingestion.spool.guard, open_rooms.settings.data_dir
    tiles = {
        "Free": guard.free_bytes(),
        "Kept free": guard.reserved_bytes,
        "Database": database_bytes(),
        "Published file": _size_bytes(data_dir / NAME),
        "Feeds on their way": sum(map(_size_bytes, open_rooms.ingestion.spool.folder.rglob("*"))),
    }
    with st.container(horizontal=True):
        for label, size_bytes in tiles.items():
            st.metric(label, shown_bytes(size_bytes), width="content")
    st.caption(
        "Below what is kept free new feeds are refused, below half of it jobs wait. Orders go on."
    )


def database_bytes() -> int:
    """Return the size of the database with its log of writes."""
    path = services().settings.database_path
    return _size_bytes(path) + _size_bytes(path.with_name(f"{path.name}.wal"))


def shown_bytes(size_bytes: int) -> str:
    """Return the size in GiB or MiB, such as `1.5 GiB`."""
    if size_bytes >= GIB:
        return f"{size_bytes / GIB:,.1f} GiB"
    return f"{size_bytes / MIB:,.1f} MiB"


def _size_bytes(path: Path) -> int:
    try:
        return path.lstat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0
