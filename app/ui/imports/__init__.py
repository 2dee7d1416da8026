"""Loading files: choose, look what changes, load, read the protocol."""
