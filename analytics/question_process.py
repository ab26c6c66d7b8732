"""
The process that answers one question and ends: `python -m analytics.question_process FD`.

It is started before there is a question, by `question_pool`, with an empty environment, and
waits on the socket FD. The question comes with the published file as an open descriptor, so that
it never learns a path.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from analytics.locked_reader import Result, lock_to, open_instance
from analytics.question_fence import bound, die_with_parent, hide_links
from analytics.question_frames import END, FAILED, READY, ROWS, send_frame, send_told
from analytics.questions import Limits, QueryFailed
from catalog.errors import FeedledgerError

MOST_BYTES = 1024**2  # of a question: four bytes a character at most, and its limits
LENGTH_BYTES = 4
OPEN_FILES = "/proc/self/fd" if Path("/proc/self/fd").exists() else "/dev/fd"
SHOWN_AS = "the published file"


def main(arguments: list[str]) -> None:
    """Get ready, wait for the question, answer it."""
    channel = socket.socket(fileno=int(arguments[0]))
    die_with_parent()
    os.chdir("/")
    hide_links()
    connection = open_instance()
    connection.sql("select 1").to_arrow_table()  # what the first answer would wait for
    send_frame(channel, READY)
    if asked := _receive_question(channel):
        question, descriptor = asked
        _answer(channel, connection, question, f"{OPEN_FILES}/{descriptor}")


def _receive_question(channel: socket.socket) -> tuple[dict[str, Any], int] | None:
    """Return the question and the open file, or None once nobody is there to ask one."""
    head, descriptors, _, _ = socket.recv_fds(channel, LENGTH_BYTES, 1)
    if len(head) < LENGTH_BYTES:
        return None
    left = min(int.from_bytes(head, "big"), MOST_BYTES)
    text = bytearray()
    while left > len(text):
        if not (part := channel.recv(left - len(text))):
            return None
        text += part
    return json.loads(text), descriptors[0]


def _answer(
    channel: socket.socket,
    connection: duckdb.DuckDBPyConnection,
    question: dict[str, Any],
    path: str,
) -> None:
    limits = Limits(**question["limits"])
    try:
        try:
            published_at, zone = lock_to(connection, path, limits)
            bound(limits)
            result = Result(connection, question["sql"], limits)
            send_frame(channel, ROWS, _serialized(result.schema))
            for batch in result.batches():
                send_frame(channel, ROWS, _serialized(result.schema, batch))
        except duckdb.Error as error:
            raise QueryFailed(str(error)) from error
    except FeedledgerError as error:
        text = str(error).replace(path, SHOWN_AS)
        send_told(channel, FAILED, {"code": error.code, "text": text})
        return
    told = {"published_at": published_at.isoformat(), "zone": zone, "is_cut": result.is_cut}
    send_told(channel, END, told)


def _serialized(schema: pa.Schema, *batches: pa.RecordBatch) -> bytes:
    """Return the batches with their schema and dictionaries, readable by themselves."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return bytes(sink.getvalue())


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # nothing of it is to be cleared up
