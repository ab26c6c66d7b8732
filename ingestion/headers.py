"""Which column feeds which field: the profile first, then the canonical name, then synonyms."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.errors import RejectedInput
from ingestion.fields import ERRORS_COLUMN, FIELDS, SYNONYMS, WHITE_SPACE, fold_header
from ingestion.findings import Finding
from ingestion.presets import PRESETS, offer_preset
from ingestion.profiles import Mode, Profile
from ingestion.rewriting import Rewriting, columns_of_fields, rewrite_columns


class MissingColumns(RejectedInput):
    """A field that every record needs has no column, no derivation and no constant."""

    code = "header/missing_required"

    def __init__(self, fields: Sequence[str], offered_preset: str | None) -> None:
        self.fields = tuple(fields)
        named = ", ".join(self.fields)
        way_out = "add it to the file, map one in the partner's profile, or set a constant there"
        if offered_preset:
            way_out = (
                f"the headers are those of a {offered_preset} export, so choose the preset"
                f" `{offered_preset}` in the partner's profile; or {way_out}"
            )
        super().__init__(f"no column gives {named}: {way_out}")


@dataclass(frozen=True)
class Mapping:
    """
    Columns by position: `fields` maps field to column, `attributes` key to column.

    Fields that a preset works out without a column of theirs are in `rewriting.derived`.
    `offered_preset` is one that the headers fit and the profile does not name.
    """

    headers: tuple[str, ...]
    fields: dict[str, int]
    attributes: dict[str, int]
    findings: tuple[Finding, ...]
    rewriting: Rewriting
    offered_preset: str | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The name of each column; those without one are named by their position."""
        return tuple(name or unnamed_column(at) for at, name in enumerate(self.headers))

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The attribute keys of columns without a name."""
        return tuple(key for key, at in self.attributes.items() if not self.headers[at])


def map_headers(headers: Sequence[str], profile: Profile, mode: Mode) -> Mapping:
    """
    Return which column feeds what.

    Raises:
        MissingColumns: a field that every record needs can come from nowhere.
    """
    mapping = match_headers(headers, profile)
    missing = find_missing(mapping, profile, mode)
    if missing:
        raise MissingColumns(missing, mapping.offered_preset)
    return mapping


def match_headers(headers: Sequence[str], profile: Profile) -> Mapping:
    """Return which column feeds what, also where that is not enough for a feed."""
    names = tuple(header.strip(WHITE_SPACE) for header in headers)
    rewriting = rewrite_columns(names, profile)
    fields, losers = _match_fields(names, profile, rewriting)
    taken = {*fields.values(), *rewriting.hidden}
    ambiguous = {position for positions in losers.values() for position in positions} - taken
    attributes = _name_attributes(names, taken)
    findings = [
        *(Finding("header/ambiguous", column=names[at], detail=field)
          for field, positions in losers.items() for at in positions if at in ambiguous),
        *(Finding("header/unmapped", column=key)
          for key, at in attributes.items() if at not in ambiguous),
    ]  # fmt: skip
    offered = _offer(names, profile, fields)
    return Mapping(names, fields, attributes, tuple(findings), rewriting, offered)


def find_missing(mapping: Mapping, profile: Profile, mode: Mode) -> list[str]:
    """Return the fields that every record needs and that can come from nowhere."""
    fields = {*mapping.fields, *mapping.rewriting.derived}
    present = fields | set(profile.constants)
    missing = ["sku"] if "sku" not in fields else []
    if mode == "full":
        missing += [field for field in ("product_name", "price") if field not in present]
        if not present & {"currency", "price"}:  # a price cell may carry its currency
            missing.append("currency")
        if not present & {"availability", "quantity"}:
            missing.append("availability")
    return missing


def _offer(names: Sequence[str], profile: Profile, fields: dict[str, int]) -> str | None:
    """Return a preset that the headers fit, if it would read them otherwise than they are read."""
    fitting = offer_preset(names)
    if fitting in {"plain", profile.preset}:
        return None
    rewrites = fitting in {"shopify", "woocommerce"}
    differs = columns_of_fields(names, PRESETS[fitting]).items() - fields.items()
    return fitting if rewrites or differs else None


def _match_fields(
    names: Sequence[str], profile: Profile, rewriting: Rewriting
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Return the column of each field, and the columns that lost against it."""
    named = profile_columns(names, profile)
    of_preset = columns_of_fields(names, PRESETS[profile.preset])
    chosen = {
        **{field: at for field, at in of_preset.items() if at not in named.values()},
        **named,
    }
    for field in rewriting.derived:
        chosen.pop(field, None)
    kept_for_profile = {*chosen.values(), *rewriting.hidden}
    by_name: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        if position not in kept_for_profile and name:
            by_name.setdefault(fold_header(name), []).append(position)
    losers: dict[str, list[int]] = {}
    for field in FIELDS:
        found = [at for name in (field, *SYNONYMS[field]) for at in by_name.get(name, [])]
        if field not in chosen and field not in rewriting.derived and found:
            chosen[field] = found.pop(0)
        losers[field] = found
    return chosen, losers


def profile_columns(names: Sequence[str], profile: Profile) -> dict[str, int]:
    """Return the columns that the profile names for its fields, as far as they are there."""
    shown = [name or unnamed_column(at) for at, name in enumerate(names)]
    exact = {name: at for at, name in reversed(list(enumerate(shown)))}
    folded = {fold_header(name): at for at, name in reversed(list(enumerate(shown)))}
    columns = {}
    for field, wanted in profile.fields.items():
        at = exact.get(wanted.strip(WHITE_SPACE), folded.get(fold_header(wanted)))
        if at is not None:
            columns[str(field)] = at
    return columns


def unnamed_column(position: int) -> str:
    """Return how a column without a name is called; positions count from 0."""
    return f"column_{position + 1}"


def _name_attributes(names: Sequence[str], taken: set[int]) -> dict[str, int]:
    attributes: dict[str, int] = {}
    for position, name in enumerate(names):
        if position in taken or fold_header(name) == ERRORS_COLUMN:
            continue
        key = name or unnamed_column(position)
        repeat = 2
        while key in attributes:
            key, repeat = f"{name}_{repeat}", repeat + 1
        attributes[key] = position
    return attributes
