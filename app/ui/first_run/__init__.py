"""The first start: whose base this is and where it lies."""
