"""Revenue, from one definition of each measure."""
