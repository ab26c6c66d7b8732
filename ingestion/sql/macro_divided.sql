-- the number text as decimal(18, 4), divided by units / scale, rounded half up: exact, for it
-- is reckoned in whole numbers
create or replace temp macro divided(number_text, units, scale) as
case
    when units = scale
        then coalesce(
            try_cast(number_text as decimal(18, 4)),
            -- which reads more digits, as scientific notation may have them
            try_cast(try_cast(number_text as decimal(38, 18)) as decimal(18, 4))
        )
    when abs(shifted(number_text)) < units::hugeint * 100000000000000000000000000000000 // scale
        then try_cast(
            try_cast(
                sign(shifted(number_text)) * (
                    abs(shifted(number_text)) * scale // (units::hugeint * 100000000000000)
                    + case
                        when abs(shifted(number_text)) * scale
                            % (units::hugeint * 100000000000000) * 2
                            >= units::hugeint * 100000000000000
                            then 1
                        else 0
                    end
                ) as decimal(18, 0)
            ) * 0.0001 as decimal(18, 4)
        )
end
