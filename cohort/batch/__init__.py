"""A whole country at once: a plan of areas and scenarios, worked off block by block into a store, resumed where it was stopped."""
