"""Hashes in sorted arrays find what a dictionary and a set would find."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from orders import hashes as hashes_module
from orders.answered import hash_key
from orders.hashes import HashIndex, HashSet

# a few numbers, so that many stand under one hash, and the ends of what 64 bits hold
number = st.one_of(st.integers(0, 5), st.sampled_from([2**63, 2**64 - 1]))


@given(st.lists(st.tuples(number, st.integers(0, 99))), st.lists(number))
def test_index_finds_every_number_under_the_hashes(
    entries: list[tuple[int, int]], wanted: list[int]
) -> None:
    index = HashIndex(
        np.array([hashed for hashed, _ in entries], np.uint64),
        np.array([value for _, value in entries], np.int64),
    )

    found = index.find(wanted)

    expected = [value for each in wanted for hashed, value in entries if hashed == each]
    assert sorted(found) == sorted(expected)


@given(st.lists(number), st.lists(number), st.lists(number), st.integers(0, 1))
def test_set_finds_what_was_there_or_added(
    first: list[int], added: list[int], wanted: list[int], runs_kept: int
) -> None:
    kept, kept_runs = hashes_module.RECENT, hashes_module.MAX_RUNS
    hashes_module.RECENT, hashes_module.MAX_RUNS = 2, 1
    try:
        known = HashSet(np.array(first, np.uint64))
        for each in added:
            known.add(each)
        if not runs_kept and (runs := known.long_runs()):
            known.fold(runs, np.sort(np.concatenate(runs)))
    finally:
        hashes_module.RECENT, hashes_module.MAX_RUNS = kept, kept_runs

    assert known.find(wanted) == set(wanted) & {*first, *added}


def test_runs_added_while_others_are_folded_are_kept() -> None:
    known = HashSet(np.array([1], np.uint64))
    for each in range(hashes_module.MAX_RUNS * hashes_module.RECENT):
        known.add(each)
    runs = known.long_runs()
    for each in range(10**6, 10**6 + hashes_module.RECENT):
        known.add(each)

    known.fold(runs, np.sort(np.concatenate(runs)))

    assert known.find([0, 10**6, 10**6 + hashes_module.RECENT]) == {0, 10**6}
    assert not known.long_runs()


def test_keys_of_two_owners_that_read_the_same_in_a_row_differ() -> None:
    assert hash_key("ann", "ab") != hash_key("anna", "b")
    assert hash_key("ann", "\ud800") != hash_key("ann", "")
