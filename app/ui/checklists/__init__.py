"""Preparation of procedures: what is to be done, what went otherwise, what observers wrote."""
