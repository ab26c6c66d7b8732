-- an import that has not begun
insert into order_import (job_id, source) values ($job_id, $source)
