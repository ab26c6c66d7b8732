"""Exports as answers: made in turn, whole before the first byte is sent."""

from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import StreamingResponse

from accounts.identities import ApiKey
from api.services import ApiServices
from catalog.exports import Export, ExportRoom, write_export

BUSY = "export/busy"


def room_of(services: ApiServices) -> ExportRoom:
    """Return where exports are written."""
    return services.ingestion.spool.room_for_exports()


def caller_of(key: ApiKey) -> str:
    """Return whose turn an export of the key takes: all keys of a partner share one."""
    return f"key:{key.key_id}" if key.partner_id is None else f"partner:{key.partner_id}"


def visitor_of(request: Request) -> str:
    """Return whose turn an export of the signed-in visitor takes."""
    return f"user:{request.scope['feedledger_user']}"


def export_pieces(
    services: ApiServices, asked_by: str, read: Callable[[], Iterable[bytes]]
) -> Export:
    """
    Return what is read as a finished file.

    Raises:
        ExportsBusy: as many are made as may at once, or one for the caller; nothing was read.
        DiskFull: there is no room for the file; none is left.
    """
    with services.exports.turn(asked_by):
        return write_export(read(), room_of(services))


def answer_file(
    written: Export, name: str, media_type: str, *, lead: bytes = b""
) -> StreamingResponse:
    """Return the file, to be kept under the name by whoever asked, and by no cache."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(lead) + written.size_bytes),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(written.pieces(lead), media_type=media_type, headers=headers)
