-- the lines of past days, one row for what an order has of a thing, without a text to compare: what
-- filters ask for. Cells by product have numbers too. All of it can be thrown away, and what there
-- was is worked out anew
drop table revenue_cell;

drop table revenue_month;

update revenue_cover set zone = 'UTC', last_item = -1, last_refund = -1, items = 0, refunds = 0;

create table revenue_cell (
    -- what it is by: 'day', or by months 'category', 'level 1' and so on, 'brand', 'product', 'country'
    dimension varchar not null,
    -- the day, or the first of the month, of the reporting timezone
    starts_on date not null,
    -- null: of all partners together, which is no sum where an order has lines of several
    partner_id bigint,
    currency varchar not null,
    -- '' for days and products
    name varchar not null,
    -- of cells by product: its number in revenue_item, and its id when it was sold
    product_no integer,
    product_id bigint,
    -- an order that is not whole in one cell, with its sums: the reader counts it once
    order_id uuid,
    orders bigint not null,
    units bigint not null,
    gross decimal(38, 4) not null,
    refunds decimal(38, 4) not null
);

-- the days that were worked out, by months: all of one that is over, of the last those that are. Not
-- whole where a line's day is a matter of opinion: then there is nothing of it in cells and lines
create table revenue_month (
    first_day date not null,
    end_day date not null,
    is_whole boolean not null
);

-- what was sold, as the lines call it: a product whose brand changes is two things of one product
create table revenue_item (
    item_no integer not null,
    -- the first number that there was of the partner's SKU
    product_no integer not null,
    partner_id bigint not null,
    sku varchar not null,
    product_id bigint,
    -- as it was sold, '' for none
    category varchar not null,
    brand varchar not null,
    -- the category with ' > ' between its parts
    path varchar not null
);

create table revenue_line (
    day date not null,
    item_no integer not null,
    product_no integer not null,
    currency varchar not null,
    country varchar not null,
    -- of an order that is not of one day, currency and country: the reader counts it once
    order_id uuid,
    -- of all other orders: one bit for each thing to count them by, set in the first line that has it
    -- (analytics/order_counts.py); 0 for refunds
    firsts bigint not null,
    units bigint not null,
    gross decimal(18, 4) not null,
    refunds decimal(18, 4) not null
);
