-- whether the number has more than 4 decimals once divided
create or replace temp macro has_more_decimals(number_text, divisor) as
case
    when divisor = 1 and is_plain_number(number_text) then false
    when divisor = 1 then try_cast(number_text as decimal(38, 18)) <> try_cast(number_text as decimal(18, 4))
    else abs(
        try_cast(number_text as double) / divisor
        - round(try_cast(number_text as double) / divisor, 4)
    ) > 1e-9
end
