-- partners and currencies
create table partners (
    partner varchar not null,
    name varchar not null,
    created_at timestamptz not null
);

comment on table partners is 'One row a partner.';
comment on column partners.partner is 'The code of the partner, by which all other tables name it. It never changes.';
comment on column partners.name is 'The name shown to people.';
comment on column partners.created_at is 'When the partner was added.';

create table currencies (
    currency varchar not null,
    minor_unit integer not null
);

comment on table currencies is 'The currencies of ISO 4217.';
comment on column currencies.currency is 'The code, such as EUR.';
comment on column currencies.minor_unit is 'How many decimals an amount of it has: 2 for EUR, 0 for JPY.';
