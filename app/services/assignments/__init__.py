"""Who organises, observes and checks at procedures."""
