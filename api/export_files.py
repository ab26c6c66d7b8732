"""Exports as answers: made in turn, whole before the first byte is sent."""

from collections.abc import Callable, Iterable

from starlette.responses import StreamingResponse

from api.services import ApiServices
from catalog.exports import Export, ExportRoom, write_export

BUSY = "export/busy"


def room_of(services: ApiServices) -> ExportRoom:
    """Return where exports are written."""
    spool = services.ingestion.spool
    return ExportRoom(spool.folder, spool.require_room)


def export_pieces(services: ApiServices, read: Callable[[], Iterable[bytes]]) -> Export:
    """
    Return what is read as a finished file.

    Raises:
        ExportsBusy: as many exports are made as may at once; nothing was read.
        DiskFull: there is no room for the file; none is left.
    """
    with services.exports.turn():
        return write_export(read(), room_of(services))


def answer_file(
    written: Export, name: str, media_type: str, *, lead: bytes = b"", is_kept: bool = False
) -> StreamingResponse:
    """
    Return the file, to be kept under the name by whoever asked, and by no cache.

    It is closed afterwards, unless it is kept.
    """
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(lead) + written.size_bytes),
        "Cache-Control": "no-store",
    }
    pieces = written.copy_pieces(lead) if is_kept else written.pieces(lead)
    return StreamingResponse(pieces, media_type=media_type, headers=headers)
