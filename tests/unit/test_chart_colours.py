"""
The theme's colours of charts: told apart by every kind of eye, and seen on their background.

How those see who lack a kind of cone is worked out by the matrices of full severity of Machado,
Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
IEEE Transactions on Visualization and Computer Graphics 15 (6), 2009, on linear sRGB.
"""

import math
import tomllib
from itertools import combinations
from typing import Any

import pytest

from pages.chart_colours import GREY, PLACES, colour_scale
from tests.sources import ROOT

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

EYES: dict[str, Matrix] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# IEC 61966-2-1, of white D65
TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE: Colour = (0.95047, 1.0, 1.08883)
TOLD_APART = 15  # CIE 1976 (L*, a*, b*); 2.3 is the least that eyes with all cones notice
SEEN, READ = 3, 4.5  # WCAG 2.2, success criteria 1.4.11 and 1.4.3


def theme(name: str) -> dict[str, Any]:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return dict(config["theme"][name])


def linear(text: str) -> Colour:
    parts = (int(text[place : place + 2], 16) / 255 for place in (1, 3, 5))
    first, second, third = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return first, second, third


def times(matrix: Matrix, colour: Colour) -> Colour:
    first, second, third = (
        sum(factor * part for factor, part in zip(row, colour, strict=True)) for row in matrix
    )
    return first, second, third


def lab(colour: Colour) -> Colour:
    x, y, z = (
        math.cbrt(part / white)
        if part / white > 216 / 24389
        else (841 / 108 * part / white + 4 / 29)
        for part, white in zip(times(TO_XYZ, colour), WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(text: str, eye: str) -> Colour:
    first, second, third = (min(max(part, 0), 1) for part in times(EYES[eye], linear(text)))
    return lab((first, second, third))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((times(TO_XYZ, linear(each))[1] for each in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def closest(colours: list[str], eye: str) -> float:
    return min(math.dist(seen(a, eye), seen(b, eye)) for a, b in combinations(colours, 2))


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_colours_are_told_apart_by_every_kind_of_eye(look: str, eye: str) -> None:
    assert closest(theme(look)["chartCategoricalColors"], eye) >= TOLD_APART


@pytest.mark.parametrize("look", ["light", "dark"])
def test_colours_are_seen_on_their_background_and_texts_are_read(look: str) -> None:
    said = theme(look)
    colours = said["chartCategoricalColors"]

    for background in (said["backgroundColor"], said["secondaryBackgroundColor"]):
        assert min(contrast(each, background) for each in colours) >= SEEN
        assert contrast(colours[GREY], background) >= READ


def test_red_and_green_of_one_lightness_are_found_to_be_alike() -> None:
    alike = ["#b06a60", "#6f8a5e"]

    assert closest(alike, "all cones") >= TOLD_APART
    assert closest(alike, "deuteranopia") < TOLD_APART


def test_each_kind_has_the_place_of_its_colour() -> None:
    domain = colour_scale({"text": GREY, "bars": 0}).to_dict()["domain"]

    assert (domain[0], domain[GREY], len(set(domain))) == ("bars", "text", len(PLACES))


def test_no_page_has_a_colour_of_its_own() -> None:
    charts = [path for path in (ROOT / "pages").glob("*.py") if "altair" in path.read_text()]

    assert charts
    assert [path.name for path in charts if '"#' in path.read_text()] == []
