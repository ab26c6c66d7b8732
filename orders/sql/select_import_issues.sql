-- the records that an import skipped, in the order of its file
select record_number, line_number, order_number, column_name, code, raw_value
from import_issue
where job_id = $job_id
    and ($code is null or code = $code)
    and ($after is null or record_number > $after)
order by record_number
limit $limit
