"""A small local page to ask a catalogue questions in a browser."""
