-- a word of the partner's, folded as the cells are
select folded_word($word)
