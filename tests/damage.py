"""Damage to the books: each statement with the checks that find it, and no other finds any."""

# what the statements call one order, one product, one change
MACROS = (
    (
        "create temp macro one_order() as"
        " (select min(order_id) from customer_order where status = 'CONFIRMED')"
    ),
    (
        "create temp macro last_order() as"
        " (select order_id from customer_order where idempotency_key = 'k21')"
    ),
    "create temp macro one_a() as (select min(product_id) from product where sku = 'A')",
    (
        "create temp macro second_change() as ("
        "select max(rowid) from product_change where product_id in ("
        "select product_id from product_change group by all having count(*) > 1))"
    ),
)
DAMAGE: tuple[tuple[str, str], ...] = (
    (
        "feed_counters feed_reports",
        # a table without its constraints, which hold this without any check
        """create table bare as from feed; drop table feed; alter table bare rename to feed;
        update feed set skipped = skipped + 1, unchanged = unchanged - 2
        where status = 'COMPLETED_WITH_ERRORS' and partner_id = 2""",
    ),
    (
        "feed_changes",
        "update feed set deactivated = deactivated + 1 where deactivated = 1",
    ),
    ("feed_reports", "delete from feed_issue where row_outcome = 'skipped'"),
    ("feed_reports", "delete from feed_issue where starts_with(code, 'guard/')"),
    ("feed_jobs", "delete from job where kind = 'VALIDATE' and status = 'QUEUED'"),
    (
        "feed_forecasts",
        """insert into feed_forecast (feed_id, product_id, sku, action, after)
        select feed_id, 1, 'A', 'updated', (select any_value(after) from product_change)
        from feed where status = 'REVERTED'""",
    ),
    ("feed_changes partner_products", "delete from product where sku = 'D'"),
    (
        "feed_changes partner_products products",
        "insert into product from product where sku = 'D'",
    ),
    (
        "partner_products product_values",
        "update product set is_active = false where sku = 'D'",
    ),
    ("partner_merges", "update partner set merges = merges + 1 where code = 'strict'"),
    (
        "feed_changes item_feeds partner_merges partner_products products",
        "delete from feed where status = 'REVERTED'",
    ),
    ("product_values", "update product set price = 99 where sku = 'A'"),
    ("product_values", "update product set attributes = '{\"hue\": \"red\"}' where sku = 'A'"),
    ("product_values", "update product set link = 'https://else.example' where sku = 'E'"),
    ("product_values", "update product set last_feed_id = first_feed_id where sku = 'A'"),
    (
        "product_values",
        "update product set price_feed_id = first_feed_id where product_id = one_a()",
    ),
    (
        "product_history",
        """update product_change set before = struct_update(before, product_name := 'Other')
        where rowid = second_change()""",
    ),
    (
        "feed_changes product_history",
        "insert into product_change from product_change where rowid = second_change()",
    ),
    ("order_totals", "update customer_order set total = total + 0.01"),
    ("order_lines", "update order_item set line = 1 where line = 2 and order_id = one_order()"),
    ("order_lines", "update order_item set country = 'France' where order_id = one_order()"),
    (
        "order_lines",
        """update order_item set ordered_at = ordered_at + interval 1 day
        where order_id = one_order() and line = 2""",
    ),
    ("order_lines", "update customer_order set currency = 'EUR' where order_id = one_order()"),
    ("order_lines", "delete from customer_order where order_id = one_order()"),
    (
        "order_lines order_partners order_totals",
        "delete from order_item where order_id = one_order()",
    ),
    ("line_totals", "update order_item set quantity = quantity + 1 where order_id = one_order()"),
    (
        "order_numbers",
        """update customer_order set order_number = 'FL-000001'
        where imported_from is null and partner_ids = [1]""",
    ),
    ("order_partners", "update customer_order set partner_ids = [1, 2]"),
    (
        "order_states",
        "update customer_order set status = 'CONFIRMED' where status = 'CANCELLED'",
    ),
    (
        "order_states",
        """update customer_order set status = 'REFUNDED'
        where imported_from is not null and status = 'PARTIALLY_REFUNDED'""",
    ),
    (
        "item_prices item_products",
        "update order_item set product_id = 7 where order_id = one_order() and line = 1",
    ),
    (
        "item_products",
        "update order_item set sku = 'B' where order_id = one_order() and line = 1",
    ),
    (
        "item_feeds",
        "update feed set finished_at = finished_at + interval 1 hour where feed_no = 2",
    ),
    (
        "item_prices",
        """update order_item set unit_price = unit_price + 1, line_total = line_total + quantity
        where order_id = last_order();
        update customer_order set total = (
            select sum(line_total) from order_item where order_id = last_order()
        ) where order_id = last_order()""",
    ),
    (
        "refund_units",
        "update order_refund set amount = amount - 0.01 where quantity = 3 and is_cancellation",
    ),
    (
        "order_states refund_units",
        "update order_refund set quantity = 99 where line = 1 and not is_imported",
    ),
    ("order_states refund_lines", "delete from order_refund where is_cancellation"),
    ("refund_lines", "update order_refund set sku = 'B' where is_cancellation"),
    ("refund_lines", "delete from order_event where kind = 'cancelled'"),
    (
        "stock",
        """update order_item set quantity = 60, line_total = unit_price * 60
        where order_id = last_order();
        update customer_order set total = (
            select sum(line_total) from order_item where order_id = last_order()
        ) where order_id = last_order()""",
    ),
    (
        "import_ledgers",
        """update order_import set skipped = skipped + 1, unchanged = unchanged - 1
        where skipped > 0""",
    ),
    ("import_ledgers", "delete from import_issue"),
    (
        "rollup",
        """update revenue_cell set gross = gross + 0.01
        where dimension = 'brand' and partner_id is not null""",
    ),
    ("rollup", "delete from revenue_cell where dimension = 'day' and partner_id is null"),
    ("rollup", "update revenue_cell set orders = orders + 1 where dimension = 'category'"),
    ("rollup", "update revenue_cell set name = name || 'x' where dimension = 'country'"),
    ("rollup", "update revenue_line set units = units + 1"),
    ("rollup", "update revenue_item set brand = brand || 'x'"),
    ("keys", "insert into idempotency_key from idempotency_key"),
    ("sequences", "update feed set feed_no = feed_no + 1000 where status = 'REVERTED'"),
)
