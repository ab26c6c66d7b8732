-- folders of the inbox with files that are not taken, by reason: how many, and the last of them
select
    coalesce(refusal.partner, '') || ' ' || refusal.code as subject, partner.partner_id,
    coalesce(partner.code, refusal.partner) as partner, refusal.code, count(*) as count,
    max_by(refusal.key, refusal_no) as filename, max_by(refusal.detail, refusal_no) as reason
from inbox_refusal as refusal
left join partner on partner.code = refusal.partner
where resolved_at is null
group by refusal.partner, partner.code, partner.partner_id, refusal.code
