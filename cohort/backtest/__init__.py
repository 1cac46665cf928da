"""How projections of all municipalities would have done, with what was known at their launch; and a forecast that can be scored.

`history` reads the counts, `methods` projects from a launch, `scores` compares with what came, `intervals` makes ranges of past
errors, `forecast` writes what is expected for a day to come.
"""
