"""Entry of results by hand."""
