"""Free text of the column «Ответственные» split into organisations, roles and people; `splitting.split_responsibles`."""
