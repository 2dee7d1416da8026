"""Files kept beside the base under their hash: copied in once, never changed, missed when they are gone."""
