-- sign, currency before, number and currency after of a price cell; all '' when it is no price
create or replace temp macro price_parts(cell) as
regexp_extract(
    joined_digits(cell),
    '^([+-]?)\s*([^0-9.,''+\-\s]{0,4})\s*([+-]?[.,]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?)\s*([^0-9.,''+\-\s]{0,4})$',
    ['sign', 'before', 'number', 'after']
)
