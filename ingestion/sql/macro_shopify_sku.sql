-- the SKU of a variant: its own, else the handle and the options that set it apart; none for an image
create or replace temp macro shopify_sku(sku, handle, option1, option2, option3, is_image) as
case
    when without_apostrophe(sku) is not null then without_apostrophe(sku)
    when handle is not null and not is_image
        then concat_ws(
            '/', handle, nullif(option1, 'Default Title'), nullif(option2, 'Default Title'),
            nullif(option3, 'Default Title')
        )
end
