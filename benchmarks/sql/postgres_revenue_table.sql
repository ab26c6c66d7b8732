-- the lines of the trade, as the copy is filled
create unlogged table sale_line (
    day date not null,
    happened_at timestamptz not null,
    order_no bigint not null,
    is_placed boolean not null,
    partner text not null,
    sku text not null,
    category text,
    brand text,
    country text,
    currency text not null,
    units integer not null,
    gross numeric(18, 4) not null,
    refunds numeric(18, 4) not null
)
