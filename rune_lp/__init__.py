"""Ask a collection of aerial images a complicated question, and get the proof with the answer."""

__version__ = "0.1.0"
