-- the cell with a plain space for no-break, figure, thin and narrow ones, ' for ’, - for the
-- minus sign, and without marks of the writing direction
create or replace temp macro even_marks(cell) as
translate(
    cell,
    chr(160) || chr(8199) || chr(8201) || chr(8239) || '’−' || chr(8206) || chr(8207),
    '    ''-'
)
