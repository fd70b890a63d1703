% The part of the Prolog back end that runs in SWI-Prolog: programs, each in a module of its own,
% and the facts of one image at a time.
:- module(rune_engine,
          [program/4, facts/3, domain/4, answer/4, some/5, bindings/5, forget/1]).
:- use_module(library(solution_sequences), [limit/2, distinct/2]).
:- use_module(library(aggregate)).
:- use_module(library(apply), [exclude/3]).
:- use_module(library(yall)).

:- dynamic fact/3.      % fact(Module, Name, Arity): the module has facts of this predicate
:- set_prolog_gc_thread(false).  % a thread would not survive a fork

% program(+Module, +Declared, +Text, -Said): load the clauses and directives of a text.
% Declared are the predicates that may have no clauses.
program(Module, Declared, Text, Said) :-
    said(( redefined(Module, length(_, _)),
           redefined(Module, between(_, _, _)),
           forall(member(Name/Arity, Declared), declared(Module, Name, Arity)),
           loaded(Text, Module, clause_of)
         ), Said).

redefined(Module, Head) :-
    Module:redefine_system_predicate(Head),
    functor(Head, Name, Arity),
    dynamic(Module:Name/Arity).

declared(Module, Name, Arity) :-
    dynamic(Module:Name/Arity),
    ( fact(Module, Name, Arity) -> true ; assertz(fact(Module, Name, Arity)) ).

loaded(Text, Module, How) :-
    setup_call_cleanup(
        open_string(Text, Stream),
        ( repeat,
          read_term(Stream, Term, [module(Module)]),
          ( Term == end_of_file -> ! ; call(How, Module, Term), fail )
        ),
        close(Stream)).

clause_of(Module, (:- table Spec)) :-
    !,
    ( Spec = (Indicator as _) -> true ; Indicator = Spec ),
    dynamic(Module:Indicator),
    table(Module:Spec).
clause_of(Module, Clause) :-
    assertz(Module:Clause).

% facts(+Module, +Text, -Said): forget the facts of the image before, and load those of a text.
facts(Module, Text, Said) :-
    said(( retracted(Module), loaded(Text, Module, fact_of) ), Said).

retracted(Module) :-
    abolish_module_tables(Module),
    forall(fact(Module, Name, Arity),
           ( functor(Head, Name, Arity), retractall(Module:Head) )).

fact_of(Module, Fact) :-
    functor(Fact, Name, Arity),
    ( fact(Module, Name, Arity) -> true ; declared(Module, Name, Arity) ),
    assertz(Module:Fact).

% domain(+Module, +Name, +Objects, -Said): let a predicate be true of those objects.
domain(Module, Name, Objects, Said) :-
    said(( abolish_module_tables(Module),
           Head =.. [Name, Object],
           retractall(Module:Head),
           forall(( member(Object, Objects), Module:object(Object) ), assertz(Module:Head))
         ), Said).

% answer(+Module, +Indicators, -Text, -Said): a line for each predicate, its tuples in order.
answer(Module, Indicators, Text, Said) :-
    said(with_output_to(string(Text),
                        forall(member(Name/Arity, Indicators),
                               ( tuples(Module, Name, Arity, Tuples), shown(Tuples) ))),
         Said).

tuples(Module, Name, Arity, Tuples) :-
    functor(Head, Name, Arity),
    Head =.. [_|Arguments],
    (   Arity =:= 0
    ->  ( \+ \+ Module:Head -> Tuples = [[]] ; Tuples = [] )
    ;   findall(Arguments, Module:Head, Found),
        sort(Found, Tuples)
    ).

% some(+Module, +Indicator, +Number, -Text, -Said): at most so many of a predicate's tuples.
some(Module, Name/Arity, Number, Text, Said) :-
    functor(Head, Name, Arity),
    Head =.. [_|Arguments],
    said(( findall(Arguments, limit(Number, distinct(Arguments, Module:Head)), Found),
           sort(Found, Tuples),
           with_output_to(string(Text), shown(Tuples))
         ), Said).

% bindings(+Module, +Goal, +Number, -Text, -Said): a line for each of the first answers of a goal
% that is given as text: what its variables are, but for those that may be anything; or true.
bindings(Module, Goal, Number, Text, Said) :-
    said(( term_string(Called, Goal, [module(Module), variable_names(Names)]),
           exclude([Name=_]>>sub_atom(Name, 0, _, _, '_'), Names, Asked),
           findall(Asked, limit(Number, Module:Called), Answers),
           with_output_to(string(Text), forall(member(Answer, Answers), bound(Answer)))
         ), Said).

bound(Answer) :-
    exclude([_=Value]>>var(Value), Answer, Bound),
    binding(Bound).

binding([]) :- writeln(true).
binding([Name=Value|More]) :-
    format("~w = ~p", [Name, Value]),
    forall(member(Other=What, More), format(", ~w = ~p", [Other, What])),
    nl.

shown(Tuples) :-
    forall(member(Tuple, Tuples), ( atomic_list_concat(Tuple, ',', Text), write(Text), write(';') )),
    nl.

% forget(+Module): free the clauses and tables of a module. Its name is not to be used again:
% the predicates stay declared, and undoing a table is what SWI-Prolog 9.0 may crash on.
forget(Module) :-
    abolish_module_tables(Module),
    forall(( current_predicate(Module:Name/Arity),
             functor(Head, Name, Arity),
             predicate_property(Module:Head, dynamic),
             \+ predicate_property(Module:Head, imported_from(_))
           ),
           retractall(Module:Head)),
    retractall(fact(Module, _, _)).

% said(:Goal, -Said): call a goal once; Said is "" or the message of its error.
:- meta_predicate said(0, -).
said(Goal, Said) :-
    catch(( once(Goal) -> Said = "" ; Said = "the goal fails" ), Error, message(Error, Said)).

message(error(resource_error(What), _), Said) :- !,
    format(string(Said), "needs more memory than it may have (~w)", [What]).
message(Error, Said) :-
    '$messages':translate_message(Error, Lines, []),
    with_output_to(string(Said), print_message_lines(current_output, '', Lines)).
