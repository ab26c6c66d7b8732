-- how many of a partner's products, active or not, have each value of a facet; of facet 'all' the
-- value is null, and the products are all
create table if not exists kept.value_count (
    partner_id bigint not null,
    is_active boolean not null,
    facet varchar not null,
    value varchar,
    products bigint not null
)
