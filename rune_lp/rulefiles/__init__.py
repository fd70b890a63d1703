"""Rule files: plain clingo programs with doc blocks, which extend the vocabulary.

`load_rule_files` reads the shipped library and the user's files into a `RuleLibrary`. From it come
the vocabulary, the statements that a question needs, and the facts that these can reach:

>>> from rune_lp.rulefiles.library import load_rule_files
>>> library = load_rule_files()
>>> library.vocabulary(["small-vehicle", "plane"]).predicate("aircraft").kind
'rule'
>>> print(library.closure(["court"])[0].text)
court(C) :- class(C, (court; tennis_court; tenniscourt; basketball_court; basketballcourt)).
>>> sorted(library.reach([("court", (None,))]).classes)
['basketball_court', 'basketballcourt', 'court', 'tennis_court', 'tenniscourt']
"""
