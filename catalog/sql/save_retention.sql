-- how long the partner's files are kept, in place of what was
insert or replace into partner_retention (partner_id, raw_days, report_days)
values ($partner_id, $raw_days, $report_days)
