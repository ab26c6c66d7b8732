-- the rows of a check that were kept; to one partner only those that are its alone
select row_no, partner.code as partner, shown
from reconciliation_row
left join partner using (partner_id)
where run_id = $run_id
    and reconciliation_row.name = $name
    and ($partner_id is null or partner_id = $partner_id)
    and ($after is null or row_no > $after)
order by row_no
limit $limit
