"""The translator that ships: a small language model, and the linking of its sentences.

The model knows English and no vocabulary: `linking` puts a slot in the place of every name of the
vocabulary, the model writes a formula over the slots, and the names take their places again. So a
name that it has never seen is copied exactly, and no other can appear.
"""
