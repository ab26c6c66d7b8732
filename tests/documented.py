"""What docs/codes.md says of each code, as a test can check it."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.sources import ROOT

ENTRY = re.compile(
    r'<a id="(?P<anchor>[^"]+)"></a>\n### `(?P<code>[^`]+)`\n'
    r"\*\*(?P<severity>\w+)\*\* · (?P<outcome>.+)\n\n"
    r"(?P<message>.+)\n\n"
    r"\*\*What to do:\*\* (?P<hint>.+)\n"
)
STEP = re.compile(r"^(?P<label>[A-Z][^\n]*):\n```\w+\n(?P<text>.*?)```$", re.MULTILINE | re.DOTALL)
RESULT = re.compile(r"^Result: (.+)\.$", re.MULTILINE)
LINE = re.compile(r"line (\d+) is (\w+)")
FIELD = re.compile(r"its `(\w+)` is (?:`([^`]*)`|blank)")
REPEATED = re.compile(r"\{(.) x (\d+)\}")
BYTE = re.compile(rb"\{([0-9A-F]{2})\}")
NUMBERED = re.compile(r"\d+")


@dataclass(frozen=True)
class Step:
    """One block of an example: what it is, and its text."""

    label: str
    text: str

    @property
    def content(self) -> bytes:
        """The bytes that a file of this text has, packed where the label says so."""
        lines = "".join(f"{line}\n" for line in _written_out(self.text.splitlines()))
        text = REPEATED.sub(lambda found: found[1] * int(found[2]), lines)
        content = BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), text.encode())
        return gzip.compress(content) if "packed with gzip" in self.label else content


@dataclass(frozen=True)
class Entry:
    """One code: what is said of it, and its example."""

    anchor: str
    code: str
    severity: str
    outcome: str
    message: str
    hint: str
    steps: tuple[Step, ...]
    result: str

    @property
    def lines(self) -> dict[int, str]:
        """What becomes of each record, by its line."""
        return {int(line): outcome for line, outcome in LINE.findall(self.result)}

    @property
    def fields(self) -> dict[str, str | None]:
        """What fields of the product are afterwards."""
        return {name: value or None for name, value in FIELD.findall(self.result)}


def read_entries() -> list[Entry]:
    """Return every entry of docs/codes.md, in its order."""
    text = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
    found = list(ENTRY.finditer(text))
    ends = [*(entry.start() for entry in found[1:]), len(text)]
    return [_entry(entry, text[entry.end() : end]) for entry, end in zip(found, ends, strict=True)]


def _entry(said: re.Match[str], example: str) -> Entry:
    steps = tuple(Step(step["label"], step["text"]) for step in STEP.finditer(example))
    result = RESULT.search(example)
    fields = {**said.groupdict(), "severity": said["severity"].lower()}
    return Entry(**fields, steps=steps, result=result[1] if result else "")


def _written_out(lines: list[str]) -> Iterator[str]:
    """Yield the lines, those that `…` stands for included: the numbers between its neighbours."""
    for at, line in enumerate(lines):
        if line != "…":
            yield line
            continue
        first, last = (int(NUMBERED.findall(lines[near])[0]) for near in (at - 1, at + 1))
        for number in range(first + 1, last):
            yield re.sub(rf"\b(P|Lamp ){first}\b", rf"\g<1>{number}", lines[at - 1])
