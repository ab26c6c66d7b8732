-- the cell without the apostrophe by which spreadsheets are told that it is text
create or replace temp macro without_apostrophe(cell) as
trimmed(regexp_replace(cell, '^''', ''))
