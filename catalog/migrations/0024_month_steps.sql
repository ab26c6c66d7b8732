-- the step that wrote a month, by the count of revenue_cover: a month that is worked out again has
-- another one. 0 of months that were written before steps were kept, which count from 1
alter table revenue_month add column step bigint default 0;
