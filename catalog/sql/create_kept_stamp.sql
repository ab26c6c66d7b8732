-- what of a partner was there when it was counted
create table if not exists kept.stamp (
    partner_id bigint not null,
    merges bigint not null,
    -- of how many feeds the report was deleted
    gone_reports bigint not null
)
