"""What the tasks of a paper check, edited by hand."""
