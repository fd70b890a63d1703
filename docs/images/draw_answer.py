"""Draws the README's picture: an answer on its image, found as `rune-lp search` finds it."""

import re
import sys
from pathlib import Path

from rune_lp.asp.question import make_question
from rune_lp.catalog import Catalog
from rune_lp.explain.overlay import draw
from rune_lp.explain.reasons import Explainer
from rune_lp.rulefiles.library import load_rule_files
from rune_lp.search import ranked, results
from rune_lp.translate import translate

ASKED = "a harbor with at least two ships near it"


def main(catalog: str, output: str) -> None:
    """Draw the best answer of the catalogue's images."""
    opened, library = Catalog.open(catalog), load_rule_files()
    vocabulary = library.vocabulary(opened.labels)
    question = make_question(translate(ASKED, vocabulary).query, vocabulary, library)
    best = ranked(results(question, opened.scenes(), explanations=1))[0]
    reasons = Explainer(question, best.answer, library, best.scene).reasons(
        best.answer.assignments[0]
    )
    pairs = [reason for reason in reasons if len(reason.objects) == 2]
    relations = [
        (f"near, {re.search(r'is ([0-9.]+ px)', pair.sentence)[1]}", *pair.objects)
        for pair in pairs
    ]
    objects = sorted({object_ for pair in pairs for object_ in pair.objects})
    witnesses = {f"x{place}": object_ for place, object_ in enumerate(objects)}
    kept = best.scene.at_least(question.min_score)
    picture = draw(Path(best.scene.path), kept, witnesses, relations)
    picture.convert("RGB").save(output, quality=88)


if __name__ == "__main__":
    main(*sys.argv[1:3])
