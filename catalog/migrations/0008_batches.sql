-- full feeds in parts: such a feed is there from its first part on, and received with its last one
-- its number in the order of receipt; null where it came in one piece, or parts are missing
alter table feed add column completed_no bigint;

create table feed_batch (
    feed_id uuid not null,
    partner_id bigint not null,
    batch varchar not null,
    -- how many parts there will be, once one of them was said to be the last
    last_part bigint,
    -- a small table: the index is what keeps two from beginning one batch
    primary key (partner_id, batch)
);

create table feed_part (
    feed_id uuid not null,
    part bigint not null,
    raw_key varchar not null,
    size_bytes bigint not null,
    sha256 varchar not null,
    filename varchar not null,
    delivered_by varchar not null,
    received_at timestamptz not null
);
