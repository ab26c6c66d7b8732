-- where the feed's cells are copied to
create temp table staging (
    id text, title text, description text, price text, currency text, availability text,
    quantity text, brand text, category text, link text
)
