"""Streamlit's settings: it passes over a name it does not know, so this test does not."""

import tomllib
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from streamlit import config

from tests.sources import ROOT

WHITE = "#ffffff"


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


def names(table: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from names(value, f"{prefix}{name}.")
        else:
            yield prefix + name


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, by WCAG 2.2."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_streamlit_knows_every_setting() -> None:
    known = set(config.get_config_options())

    assert set(names(settings())) - known == set()


def test_nothing_is_told_to_strangers() -> None:
    given = settings()

    assert given["server"]["address"] == "127.0.0.1"
    assert given["client"]["showErrorDetails"] == "none"
    assert given["browser"]["gatherUsageStats"] is False
    assert "cookieSecret" not in given["server"]


def test_no_font_or_image_comes_from_outside() -> None:
    text = (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")

    assert "://" not in text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_background(theme: str) -> None:
    colours = settings()["theme"][theme]
    kinds = ("backgroundColor", "secondaryBackgroundColor")
    backgrounds = [table[kind] for table in (colours, colours["sidebar"]) for kind in kinds]
    texts = [colours["textColor"], colours["linkColor"]]

    pairs = [*product(texts, backgrounds), (WHITE, colours["primaryColor"])]

    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
