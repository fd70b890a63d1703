"""Answers in words and pictures: why, why not, what if, and what that looks like.

an answer -> reasons and a proof of each assignment           why, proofs
rule-defined atoms: which rules fire, and by what           rules
no match  -> what holds, what fails, the least changes        why_not
otherwise -> what would be, and what an answer hangs on       what_if
all of it -> sentences                                        words
-> a page, pictures, files of other programs        page, pictures, exports
"""
