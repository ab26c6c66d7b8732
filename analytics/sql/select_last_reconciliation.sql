-- when the last reconciliation was queued
select max(queued_at) as queued_at from job where kind = 'RECONCILE'
