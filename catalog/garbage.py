"""Python's collections of garbage, kept from looking through what stays for good."""

import gc


def spare_what_is_there() -> None:
    """
    Take what there is by now out of the collections, for as long as the process runs.

    A full collection stops every thread. The modules alone are half a million objects; they took
    90 to 116 ms to look through, and orders waited meanwhile (docs/adr/0021).
    """
    gc.collect()
    gc.freeze()


def spare_nothing() -> None:
    """Have the collections look through everything again."""
    gc.unfreeze()
