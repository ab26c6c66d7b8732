-- only the last questions of each user stay
delete from query_history
where asked_by = $asked_by
    and entry_id not in (
        select entry_id
        from query_history
        where asked_by = $asked_by
        order by asked_at desc, entry_id desc
        limit $kept
    )
