"""The delimiter is the one that divides header and records alike."""

from pathlib import Path

import pytest

from ingestion.decoding import scan_bytes
from ingestion.dialect import Dialect
from ingestion.profiles import Profile
from ingestion.sniffing import detect_dialect, read_header


def sniff(tmp_path: Path, text: str, **profile: object) -> Dialect:
    path = tmp_path / "feed.raw"
    path.write_text(text, encoding="utf-8", newline="")
    return detect_dialect(path, scan_bytes(path), Profile.model_validate(profile))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("sku,name,price\n1,Lamp,15\n", ","),
        ("sku;name;price\n1;Lamp;15,00\n2;Rug, red;7,50\n", ";"),
        ("sku\tname\n1\tLamp, big; red|blue\n", "\t"),
        ("sku|name\n1|Lamp, big\n", "|"),
        # headers that we do not know
        ("IdProd;Precio;Nombre\n1;12,50;a\n2;1,5;b\n", ";"),
        ("IdProd;Precio\n1;12,50\n2;13,50\n3;1,00\n", ";"),  # a decimal comma in each record
        ("artikel,naam,tags\n1,Lamp,a|b\n2,Rug,c|d\n", ","),
        ("artikel,naam\n1,a;b\n2,c;d\n3,e;f\n", ","),
        ('artikel;naam\n1;"a, b"\n2;"c, d, e"\n', ";"),
        ("artikel;naam;prijs\n1;Lamp, rood\n2;Rug, blauw\n3;Jug, groen;7\n", ";"),  # ragged
        ("artikel;naam;\n1;Lamp, a;\n2;Rug;\n", ";"),
        ("artikel;naam\n1;Lamp, a;\n2;Rug;;\n", ";"),  # trailing marks
        ("1001;Lamp 1,5m;12,50\n1002;Rug;7,00\n", ";"),  # a first line that is no header
        ("1001,Lamp;big,12\n1002,Rug,7\n", ","),
        # one column
        ("sku\n1\n2\n", ","),
        ("Name, first\nAnn\nBob\n", ";"),
        ("naam\nAnn, Bob\nJo\nFay, Al, Bo\n", ";"),
        # text that is quoted, and a quote that is not closed
        ('artikel,naam\n1,"a;b;c\n2,Rug\n3,Jug\n4,Box\n', ","),
        ("artikel,naam\n", ","),
        ("artikel;naam", ";"),
    ],
)
def test_delimiter_is_found(tmp_path: Path, text: str, delimiter: str) -> None:
    assert sniff(tmp_path, text).delimiter == delimiter


def test_columns_that_the_profile_names_are_known_headers(tmp_path: Path) -> None:
    text = "a,b;c d\n1,2;x\n3,4;y\n"

    assert sniff(tmp_path, text, fields={"sku": "c d"}).delimiter == ";"
    assert sniff(tmp_path, text, fields={"sku": "a"}).delimiter == ","


def test_profile_decides(tmp_path: Path) -> None:
    dialect = sniff(tmp_path, "a,b\n'x;y';2\n", file={"delimiter": ";", "quote": "'"})

    assert (dialect.delimiter, dialect.quote) == (";", "'")


def test_headerless_file_is_as_wide_as_its_columns(tmp_path: Path) -> None:
    columns = {"header": False, "columns": ["sku", "name", "price"]}
    dialect = sniff(tmp_path, "1,5;Lamp;1,5\n2,5;Rug, red;7,0\n", file=columns)

    header = read_header(tmp_path / "feed.raw", dialect, ["sku", "name", "price"])

    assert (dialect.delimiter, dialect.header) == (";", False)
    assert header == (("sku", "name", "price"), 0)


def test_rejects_of_a_headerless_file_name_their_columns(tmp_path: Path) -> None:
    columns = {"header": False, "columns": ["sku", "name"]}
    dialect = sniff(tmp_path, "sku;name;_errors\n1;Lamp;price\n", file=columns)

    header = read_header(tmp_path / "feed.raw", dialect, ["sku", "name"])

    assert header == (("sku", "name", "_errors"), 1)
