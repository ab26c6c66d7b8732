-- the old attributes with the sent ones over them, keys in order, without those cleared
create or replace temp macro merged_attributes(old_attributes, sent) as
case
    when sent = '{}' then old_attributes
    else to_json(map_from_entries(list_sort(list_filter(
        map_entries(json_transform(json_merge_patch(old_attributes, sent), '"MAP(VARCHAR, VARCHAR)"')),
        lambda each: each.value <> '__CLEAR__'
    ))))
end
