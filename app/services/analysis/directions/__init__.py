"""The seven directions: each turns `Material` into sentences, tables and charts. Pure."""
