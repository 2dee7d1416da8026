"""Люди: who organises, observes and checks at procedures."""
