-- partners by their codes, and how many merges and reverts have changed their products so far
select code, partner_id, merges
from partner
where code in (select unnest($codes::varchar[]))
