-- which claim of a job is in force and how far it is; how often the process died under the job
alter table job add column lease uuid;
-- its effect is committed: only the end of the job is not written yet
alter table job add column is_settled boolean default false;
-- deaths of the process in a row while it ran
alter table job add column crashes integer default 0;
-- of what it works on; null where nobody knows, which counts as large
alter table job add column size_bytes bigint default 0;
alter table job add column rows_done bigint;
alter table job add column rows_total bigint;
alter table job add column rows_per_s double;

-- one row for each running job: what changes all the time is apart from what transactions hold on to
create table job_lease (
    job_id uuid not null,
    lease uuid not null,
    beats bigint not null default 0,
    progress double not null default 0 check (progress between 0 and 1),
    phase varchar,
    rows_done bigint,
    rows_total bigint,
    rows_per_s double
);

create view job_now as
select
    job.job_id, job.job_no, job.kind, job.status, job.subject_id, job.payload, job.lane,
    job.attempt, job.max_attempts, job.request_id, job.queued_at, job.run_after, job.started_at,
    job.finished_at, job.error, job.result, job.lease, job.crashes, job.size_bytes,
    coalesce(held.progress, job.progress) as progress,
    coalesce(held.phase, job.phase) as phase,
    coalesce(held.rows_done, job.rows_done) as rows_done,
    coalesce(held.rows_total, job.rows_total) as rows_total,
    coalesce(held.rows_per_s, job.rows_per_s) as rows_per_s
from job
left join job_lease as held on held.lease = job.lease and job.status = 'RUNNING';
