"""What one version of a profile says otherwise than another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingestion.profiles import Profile


@dataclass(frozen=True)
class ProfileChange:
    """An entry by its path, such as `fields.price`, as text; empty where a profile has it not."""

    entry: str
    before: str
    after: str


def compare_profiles(before: Profile, after: Profile) -> tuple[ProfileChange, ...]:
    """Return the entries that differ, in the order of the profile; the version is none of them."""
    old, new = (dict(_entries(each)) for each in (before, after))
    return tuple(
        ProfileChange(entry, old.get(entry, ""), new.get(entry, ""))
        for entry in dict.fromkeys([*old, *new])
        if old.get(entry, "") != new.get(entry, "")
    )


def _entries(profile: Profile) -> Iterator[tuple[str, str]]:
    return _flat(profile.model_dump(mode="json", exclude={"version"}), "")


def _flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else name)
    elif value is not None:
        yield path, str(value)
