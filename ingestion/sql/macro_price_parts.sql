-- sign, currency before, number and currency after of a price cell; all '' when it is no price
-- (the point of Rs. and kr. is theirs, any other point before digits is the number's)
create or replace temp macro price_parts(cell) as
regexp_extract(
    joined_digits(cell),
    '^([+-]?)\s*((?:rs|kr|fr|Rs|Kr|Fr|RS|KR|FR)[.]?|[^0-9.,''+\-\s]{0,4})\s*([+-]?[.,]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?)\s*([^0-9.,''+\-\s]{0,4}[.]?)$',
    ['sign', 'before', 'number', 'after']
)
