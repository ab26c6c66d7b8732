-- the number text as decimal(18, 4), divided by the profile's divisor, rounded half up
create or replace temp macro divided(number_text, divisor) as
case
    when divisor = 1 then try_cast(number_text as decimal(18, 4))
    else try_cast(round(try_cast(number_text as double) / divisor, 4) as decimal(18, 4))
end
