-- a text field after the record: sent, else kept (delta, supplemental) or the partner's constant
create or replace temp macro merged_value(field, sent, constant_value, old_value, keeps, cleared) as
case
    when is_cleared(field, cleared) then null
    when sent is not null then sent
    when keeps then old_value
    else constant_value
end
