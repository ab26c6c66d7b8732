-- which of some leases hold their job no more: it was cancelled, or taken up by somebody else
select lease
from (select unnest($leases::uuid[]) as lease) as mine
anti join (from job where status = 'RUNNING') as job using (lease)
