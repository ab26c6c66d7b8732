-- whether the number has more than 4 decimals once divided; asked only of what `divided` reads
create or replace temp macro has_more_decimals(number_text, units, scale) as
case
    when units = scale and is_plain_number(number_text) then false
    when units = scale
        then try_cast(number_text as decimal(38, 18)) <> try_cast(number_text as decimal(18, 4))
    else abs(shifted(number_text)) * scale % (units::hugeint * 100000000000000) <> 0
end
