-- the lines that were refused in a period, numbered, for `note_refused`
create or replace temp table refused_line as
select
    row_number() over () as line_no, refusal.refused_at, refusal.product_id, partner.partner_id,
    refusal.partner, refusal.sku, refusal.requested, refusal.code
from order_refusal as refusal
left join partner on partner.code = refusal.partner
where ($from_at is null or refusal.refused_at >= $from_at)
    and ($to_at is null or refusal.refused_at < $to_at)
    and ($partner_id is null or partner.partner_id = $partner_id)
