-- a partner; its number comes from the sequence
insert into partner (code, name) values ($code, $name)
