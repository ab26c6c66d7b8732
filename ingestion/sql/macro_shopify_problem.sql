-- the record's problem: without SKU and price it is another image of its product
create or replace temp macro shopify_problem(is_image, row_problem) as
case when is_whole(row_problem) and is_image then 'row/image_only' else row_problem end
