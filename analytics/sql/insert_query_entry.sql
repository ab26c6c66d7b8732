-- one question, how long it took, and what became of it
insert into query_history (entry_id, asked_by, asked_at, sql, took_s, rows, is_cut, error_code)
values (uuidv7(), $asked_by, $asked_at, $sql, $took_s, $rows, $is_cut, $error_code)
