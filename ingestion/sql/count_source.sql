-- how many records `source` holds, and how many of them are blank in every cell
select
    (select count(*) from source) as records,
    (
        select count(*)
        from (select concat(*columns(*)) as cells from source where trimmed(c0) is null)
        where trimmed(cells) is null
    ) as blank
