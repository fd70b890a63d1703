"""What the goals of a Prolog rule file may call: what computes, and touches nothing else."""

from __future__ import annotations

__all__ = ["ALLOWED", "LIBRARIES", "SCRIPT_HINT"]

SCRIPT_HINT = "allow scripts only for a file that you trust: they run code and read files"

_NAMES = """
true/0 fail/0 false/0 ,/2 ;/2 ->/2 *->/2 \\+/1 call/1 call/2 call/3 call/4 call/5 once/1 ignore/1
forall/2 findall/3 findall/4 aggregate_all/3 aggregate_all/4 bagof/3 setof/3 findnsols/4 ^/2
=/2 \\=/2 ==/2 \\==/2 @</2 @=</2 @>/2 @>=/2 compare/3 unify_with_occurs_check/2 dif/2
is/2 =:=/2 =\\=/2 </2 =</2 >/2 >=/2 succ/2 plus/3
var/1 nonvar/1 integer/1 number/1 float/1 atom/1 atomic/1 compound/1 callable/1 ground/1 is_list/1
functor/3 arg/3 =../2 copy_term/2 atom_length/2 sub_atom/5 atom_concat/3
member/2 memberchk/2 append/3 append/2 select/3 selectchk/3 subtract/3 intersection/3 union/3
delete/3 exclude/3 include/3 partition/4 maplist/2 maplist/3 maplist/4 foldl/4 foldl/5 foldl/6
nth0/3 nth1/3 last/2 reverse/2 sort/2 sort/4 msort/2 predsort/3 list_to_set/2 sum_list/2
sumlist/2 max_list/2 min_list/2 max_member/2 min_member/2 numlist/3 permutation/2 exclude/3
pairs_keys_values/3 pairs_keys/2 pairs_values/2 keysort/2 length/2 sumlist/3
list_to_ord_set/2 ord_union/3 ord_subtract/3 ord_memberchk/2 ord_insert/3 ord_intersection/3
limit/2 distinct/1 distinct/2 order_by/2 call_nth/2 tnot/1 not/1
"""


def _signature(indicator: str) -> tuple[str, int]:
    name, _, arity = indicator.rpartition("/")
    return name, int(arity)


ALLOWED: frozenset[tuple[str, int]] = frozenset(map(_signature, _NAMES.split()))
"""Predicates of SWI-Prolog, by name and number of arguments.

>>> ("findall", 3) in ALLOWED, ("shell", 1) in ALLOWED
(True, False)
"""

LIBRARIES = frozenset(
    {"aggregate", "apply", "lists", "ordsets", "pairs", "solution_sequences", "yall"}
)
"""Libraries that a file may load. Their predicates load themselves when they are called."""
