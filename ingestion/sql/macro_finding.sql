-- a finding of a record, or null without a code
create or replace temp macro finding(code, column_name, raw_value, normalized_value, detail) as
case
    when code is not null then {
        'code': code,
        'column_name': column_name,
        'raw_value': raw_value,
        'normalized_value': normalized_value,
        'detail': detail
    }
end
