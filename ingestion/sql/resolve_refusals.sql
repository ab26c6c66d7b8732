-- refusals that are over: their file is gone, was taken, or is refused for another reason
update inbox_refusal
set resolved_at = $seen_at
where resolved_at is null and refusal_no in (select unnest($numbers::bigint[]))
