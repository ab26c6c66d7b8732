-- the number text as a whole number of 10 to the power of -18, null when it is too large
create or replace temp macro shifted(number_text) as
try_cast(
    case
        when regexp_matches(number_text, '[eE]')
            then regexp_extract(number_text, '^[^eE]+') || 'e'
                || (try_cast(regexp_extract(number_text, '[eE](.+)$', 1) as integer) + 18)
        else number_text || 'e18'
    end as hugeint
)
