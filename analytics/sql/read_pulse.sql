-- what is another once anything is committed that the published file shows
select
    (select count(*) from order_item) as order_items,
    (select count(*) from order_refund) as refunds,
    (select count(*) from order_refusal) as refusals,
    (select count(*) from order_event) as events,
    (select sum(hash(partner_id, name, merges)::hugeint) from partner) as partners,
    (
        select
            sum(
                hash(
                    feed_id, status, received_at, finished_at, decided_at, reverted_at,
                    report_deleted_at, rows_read, skipped
                )::hugeint
            )
        from feed
    ) as feeds
