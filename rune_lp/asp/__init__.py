"""Plan to answer set: the program, an image's facts, and clingo."""
