-- what a careful database administrator would add for these questions
create index on sale_line using brin (day);
create index on sale_line (day, currency);
create index on sale_line (partner, day);
analyze sale_line
