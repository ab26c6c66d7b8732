"""The files of a multipart body (RFC 7578), as their bytes come in; fields are passed over."""

from collections.abc import Callable

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.problems import RequestProblem

FILE_PART = b"file"


Piece = tuple[str, bytes]


class MultipartBody:
    """
    Reads a multipart body chunk by chunk and gives back what belongs to its files.

    `label_of(name, filename)` says under which label a part is given back, None passes it over;
    no label comes twice.
    """

    def __init__(
        self, boundary: bytes, label_of: Callable[[bytes, str | None], str | None]
    ) -> None:
        self.found: list[str] = []
        self._label_of = label_of
        self._open: str | None = None
        self._is_over = False
        self._headers: list[tuple[bytearray, bytearray]] = []
        self._pieces: list[Piece] = []
        if not boundary:
            raise _refusal("the Content-Type names no boundary")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_begin": lambda: self._headers.append((bytearray(), bytearray())),
                    "on_header_field": self._add_to_name,
                    "on_header_value": self._add_to_value,
                    "on_headers_finished": self._judge_part,
                    "on_part_data": self._add_to_file,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise _refusal("the boundary is too long") from error

    def take_labelled(self, chunk: bytes) -> list[Piece]:
        """
        Return the pieces of the files that the next chunk of the body holds, with their labels.

        Raises:
            RequestProblem: the body breaks the format, or holds a label's second file.
        """
        self._pieces = []
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _refusal("the body does not follow its boundary") from error
        return self._pieces

    def finish(self) -> None:
        """
        See that the body was whole.

        Raises:
            RequestProblem: it held no file, or ended before its last boundary.
        """
        if not self.found:
            raise _refusal("the body holds no file")
        if not self._is_over:
            raise _refusal("the body ends before its last boundary")

    def _add_to_name(self, data: bytes, start: int, end: int) -> None:
        self._headers[-1][0].extend(data[start:end])

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._headers[-1][1].extend(data[start:end])

    def _judge_part(self) -> None:
        headers = {bytes(name).lower(): bytes(value) for name, value in self._headers}
        _, options = parse_options_header(headers.get(b"content-disposition"))
        sent = options.get(b"filename")
        filename = None if sent is None else sent.decode("utf-8", "replace")
        label = self._label_of(options.get(b"name", b""), filename)
        if label in self.found:
            raise _refusal("the body holds more than one file" + (f" {label}" if label else ""))
        if label is not None:
            self.found.append(label)
        self._open = label

    def _add_to_file(self, data: bytes, start: int, end: int) -> None:
        if self._open is not None:
            self._pieces.append((self._open, data[start:end]))

    def _end_part(self) -> None:
        self._open = None

    def _end(self) -> None:
        self._is_over = True


class FilePart(MultipartBody):
    """
    Reads a multipart body chunk by chunk and gives back what belongs to its file.

    The file is the part named `file`, or any part that has a file name; there is one.
    """

    def __init__(self, boundary: bytes) -> None:
        self.filename: str | None = None
        super().__init__(boundary, self._label)

    def take(self, chunk: bytes) -> list[bytes]:
        """
        Return the pieces of the file that the next chunk of the body holds.

        Raises:
            RequestProblem: the body breaks the format, or holds a second file.
        """
        return [piece for _, piece in self.take_labelled(chunk)]

    def _label(self, name: bytes, filename: str | None) -> str | None:
        if name != FILE_PART and filename is None:
            return None
        if not self.found:
            self.filename = filename
        return ""


def _refusal(sentence: str) -> RequestProblem:
    return RequestProblem("request/multipart", sentence)
