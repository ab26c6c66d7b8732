-- of the currencies that a symbol may mean, the usual one if it is among them, else the likeliest
create or replace temp macro meant_currency(possible, usual) as
case when list_contains(possible, usual) then usual else possible[1] end
