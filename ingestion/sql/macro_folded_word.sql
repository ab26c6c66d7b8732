-- an availability word as it is compared: lower case, no schema.org, one space for _ - and spaces
create or replace temp macro folded_word(word) as
trim(
    regexp_replace(
        regexp_replace(lower(word), '^https?://schema[.]org/', ''), '[_\-\s\x{a0}]+', ' ', 'g'
    )
)
