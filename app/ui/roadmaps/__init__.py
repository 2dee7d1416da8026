"""Дорожные карты: the list, the tree of sections and items, the panel that edits the chosen line."""
