-- the queue: jobs of one lane run one after another, by lane_position; lanes run side by side
create sequence job_seq;

create table job (
    job_id uuid not null default uuidv7(),
    job_no bigint not null default nextval('job_seq'),
    kind varchar not null,
    status varchar not null check (
        status in ('QUEUED', 'RUNNING', 'RETRY_WAIT', 'SUCCEEDED', 'FAILED', 'CANCELLED')
    ),
    subject_id uuid,
    payload json,
    lane varchar not null,
    lane_position bigint not null,
    attempt integer not null default 0,
    max_attempts integer not null,
    progress double not null default 0 check (progress between 0 and 1),
    phase varchar,
    request_id varchar,
    queued_at timestamptz not null default now(),
    run_after timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    error json,
    -- what it did, as its kind says it
    result json
);
