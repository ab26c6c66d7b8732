-- a page of products in the order of {sort}, as CSV tells them: no text is a formula, money has the
-- decimals of its currency and more only where they are not zero, times are RFC 3339 in UTC
select
    product_id, is_active, page.{sort} as sorted_by,
    -- a spreadsheet reads a cell that begins so as a formula (OWASP, CSV injection)
    if(
        left(columns($texts), 1) in ('=', '+', '-', '@', chr(9), chr(13)),
        '''' || columns($texts),
        columns($texts)
    ),
    rtrim(
        left(
            columns(['price', 'sale_price'])::varchar,
            length(columns(['price', 'sale_price'])::varchar) - 4 + coalesce(minor_unit, 2)
        )
        || rtrim(
            right(columns(['price', 'sale_price'])::varchar, 4 - coalesce(minor_unit, 2)), '0'
        ),
        '.'
    ),
    rtrim(rtrim(quantity::varchar, '0'), '.') as quantity,
    regexp_replace(
        strftime(columns(['created_at', 'updated_at']), '%Y-%m-%dT%H:%M:%S.%fZ'),
        '[.]000000Z$', 'Z'
    )
from ({page}) as page
left join currency on currency.code = page.currency
order by page.{sort}, page.product_id
