-- a queued job
insert into job (
    job_id, kind, status, subject_id, payload, lane, lane_position, max_attempts, request_id,
    size_bytes
)
values (
    $job_id, $kind, 'QUEUED', $subject_id, $payload, $lane, $lane_position, $max_attempts,
    $request_id, $size_bytes
)
