-- the first parts of a category's path
create or replace macro path_top(path, level) as
    array_to_string(string_split(path, ' > ')[1:level], ' > ')
