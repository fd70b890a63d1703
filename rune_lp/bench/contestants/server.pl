% Reads clauses from standard input and asserts them; answers `ask` with yes or no; forgets.

:- dynamic(satisfied/0).

serve :- read(Term), ( Term == end_of_file -> halt ; step(Term), serve ).

step(ask) :- !, ( satisfied -> writeln(yes) ; writeln(no) ), flush_output.
step(forget(Names)) :- !, forall(member(N/A, Names), (functor(H, N, A), retractall(H))).
step(declare(Names)) :- !, forall(member(Name, Names), dynamic(Name)).
step(Clause) :- assertz(Clause).

:- initialization(serve).
