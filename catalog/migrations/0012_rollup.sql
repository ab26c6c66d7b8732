-- revenue of whole months, worked out beforehand. All of it can be thrown away: what is not in it
-- is read from the lines
create table revenue_cell (
    -- what it is by: 'day', or by months 'category', 'level 1' and so on, 'brand', 'product', 'country'
    dimension varchar not null,
    -- the day, or the first of the month, of the reporting timezone
    starts_on date not null,
    -- null: of all partners together, which is no sum where an order has lines of several
    partner_id bigint,
    currency varchar not null,
    name varchar not null,
    -- an order with lines on several days: the reader counts it once. Such a row has no sums
    order_id uuid,
    orders bigint not null,
    units bigint not null,
    gross decimal(38, 4) not null,
    refunds decimal(38, 4) not null
);

-- the months that were worked out; one is not whole in it where a line's day is a matter of opinion
create table revenue_month (
    first_day date not null,
    is_whole boolean not null
);

-- one row for good: the days' timezone, and up to which rows of order_item and order_refund it has looked.
-- What has come behind them is not in it, and says by its dates which months are not whole now
create table revenue_cover (
    zone varchar not null,
    last_item bigint not null,
    last_refund bigint not null,
    -- how many rows there are up to them: of other numbers, the tables are not the same any more
    items bigint not null,
    refunds bigint not null,
    -- how often cells were worked out: each counts itself, so that of two at once one commits
    steps bigint not null
);

insert into revenue_cover values ('UTC', -1, -1, 0, 0, 0);
