-- the open issues of products, each code once a product
create table if not exists kept.open_issue (
    partner_id bigint not null,
    product_id bigint not null,
    is_active boolean not null,
    code varchar not null
)
