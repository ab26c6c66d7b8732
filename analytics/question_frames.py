"""What goes between the application and a question's process: frames on a socket."""

import json
import socket
import struct
import time
from typing import Any

READY, ROWS, END, FAILED = b"R", b"B", b"E", b"F"
HEADER = struct.Struct("!cI")
PIECE_BYTES = 1024**2


class BrokenChannel(Exception):
    """The other side has ended, or says what no side of ours says."""


def send_frame(channel: socket.socket, kind: bytes, payload: bytes = b"") -> None:
    """Send one frame; waits until the other side takes it."""
    channel.sendall(HEADER.pack(kind, len(payload)))
    channel.sendall(payload)


def send_told(channel: socket.socket, kind: bytes, told: dict[str, Any]) -> None:
    """Send a frame that holds JSON."""
    send_frame(channel, kind, json.dumps(told).encode())


def receive_frame(
    channel: socket.socket, most_bytes: int, deadline_s: float | None = None
) -> tuple[bytes, bytes]:
    """
    Return the kind and payload of the next frame; `deadline_s` is of the monotonic clock.

    Raises:
        BrokenChannel: the other side has ended, or sends more than it may.
        TimeoutError: the deadline has passed.
    """
    kind, length = HEADER.unpack(receive_bytes(channel, HEADER.size, deadline_s))
    if length > most_bytes:
        raise BrokenChannel(f"a frame of {length} bytes, where {most_bytes} are the most")
    return kind, receive_bytes(channel, length, deadline_s)


def receive_bytes(channel: socket.socket, length: int, deadline_s: float | None = None) -> bytes:
    """Return so many bytes, none fewer; raises what `receive_frame` does."""
    parts = bytearray()
    while len(parts) < length:
        _await(channel, deadline_s)
        part = channel.recv(min(length - len(parts), PIECE_BYTES))
        if not part:
            raise BrokenChannel("the other side has ended")
        parts += part
    return bytes(parts)


def _await(channel: socket.socket, deadline_s: float | None) -> None:
    if deadline_s is None:
        return
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    channel.settimeout(left_s)
