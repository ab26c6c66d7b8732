-- whether the last of at most 14 digits checks the others (GS1): weighed 1 and 3 in turn from the
-- right, they add up to a multiple of ten. A digit is what is left of it less ten times what is
-- left of the next, and those tens do not count here
create or replace temp macro has_check_digit(gtin) as
(
    gtin + gtin // 100 + gtin // 10000 + gtin // 1000000 + gtin // 100000000
    + gtin // 10000000000 + gtin // 1000000000000
    + 3 * (
        gtin // 10 + gtin // 1000 + gtin // 100000 + gtin // 10000000 + gtin // 1000000000
        + gtin // 100000000000 + gtin // 10000000000000
    )
) % 10 = 0
