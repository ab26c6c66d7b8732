-- the raw files that the database names and that nothing has deleted, each with whose it is
select raw_key, size_bytes, sha256, 'feed ' || feed_id::varchar as belongs_to
from feed
where raw_expired_at is null and sha256 <> ''
union all
select part.raw_key, part.size_bytes, part.sha256, 'feed ' || part.feed_id::varchar
from feed_part as part
join feed using (feed_id)
where feed.raw_expired_at is null
union all
select
    file.value ->> 'raw_key', (file.value ->> 'size_bytes')::bigint, file.value ->> 'sha256',
    'import ' || job_id::varchar
from job, json_each(payload -> 'files') as file
where kind = 'IMPORT'
order by raw_key
