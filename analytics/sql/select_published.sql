-- what the last job of the file that went well tells, and the code that one under way waits for
select
    (
        select result
        from job
        where lane = 'PUBLISH' and status = 'SUCCEEDED'
        order by job_no desc
        limit 1
    ) as result,
    (
        select error ->> 'code'
        from job
        where lane = 'PUBLISH' and status = 'RETRY_WAIT'
        order by job_no desc
        limit 1
    ) as waits_for
