% Read a Prolog rule file from standard input, term by term, and write what is in it to standard
% output, a line for each finding, fields separated by tabs. Nothing of the file is loaded or run.
%
%   comment START END                       a comment, or several lines of them
%   clause  START END H_START H_END NAME ARGUMENTS VARIABLES   a clause, its head and variables
%   goal    START END SCOPE NAME ARGUMENTS  a goal of the clause before; 0 is the scope of its body
%   builtin START END NAME ARITY            a goal that SWI-Prolog or its library defines
%   cut     START END                       a cut
%   table   START END NAME ARITY            a predicate that a directive tables
%   library START END NAME                  a library that a directive loads
%   refused START END WHAT                  something that is no clause
%   error   START END MESSAGE
%
% ARGUMENTS are joined by commas: a variable's name, = and a constant, or ? for any other term.

:- use_module(library(aggregate)).
:- use_module(library(apply)).
:- use_module(library(lists)).
:- use_module(library(solution_sequences)).
:- use_module(library(yall)).

:- initialization(main, main).

main :-
    set_stream(user_input, encoding(utf8)),
    set_stream(user_output, encoding(utf8)),
    read_string(user_input, _, Text),
    open_string(Text, Stream),
    repeat,
    character_count(Stream, From),
    catch(read_one(Stream, Last), error(Error, Where), ( failed(Error, Where, From), Last = true )),
    Last == true,
    !.

read_one(Stream, Last) :-
    read_term(Stream, Term,
              [ subterm_positions(Position), variable_names(Names), comments(Comments),
                term_position(Begin), module(rune_rules) ]),
    forall(member(At-Text, Comments), comment(At, Text)),
    ( Term == end_of_file
    -> Last = true
    ;  Last = false,
       stream_position_data(char_count, Begin, Start),
       character_count(Stream, End),
       maplist([Name=Variable]>>ignore(Variable = '$variable'(Name)), Names),
       findall(Name, member(Name=_, Names), Named),
       atomic_list_concat(Named, ',', Variables),
       nb_setval(variables, Variables),
       term_variables(Term, Anonymous),
       maplist([Variable]>>(Variable = '$variable'('_')), Anonymous),
       term(Term, Position, Start, End)
    ).

failed(Error, Where, From) :-
    ( Where = stream(_, _, _, At) -> true ; Where = string(_, At) -> true ; At = From ),
    message_text(Error, Text),
    To is At + 1,
    line([error, At, To, Text]).

message_text(syntax_error(What), Text) :- !, format(string(Text), "~w", [What]).
message_text(Error, Text) :- format(string(Text), "~w", [Error]).

comment(At, Text) :-
    stream_position_data(char_count, At, Start),
    string_length(Text, Length),
    End is Start + Length,
    line([comment, Start, End]).

term((:- Directive), Position, Start, End) :- !,
    ( directive(Directive, Start, End) -> true
    ; functor_of(Directive, Name),
      refuse(Position, Start, End, "the directive ~w", Name)
    ).
term((?- _), Position, Start, End) :- !, refuse(Position, Start, End, "~w", "a query").
term((_ --> _), Position, Start, End) :- !, refuse(Position, Start, End, "~w", "a grammar rule").
term((Head :- Body), term_position(_, _, _, _, [HeadAt, BodyAt]), Start, End) :- !,
    head(Head, HeadAt, Start, End),
    nb_setval(scopes, 0),
    goal(Body, BodyAt, 0).
term(Head, At, Start, End) :-
    head(Head, At, Start, End).

directive(table(Specs), Start, End) :-
    forall(part(Specs, Spec),
           ( ( Spec = (Indicator as _) -> true ; Indicator = Spec ),
             Indicator = Name/Arity, atom(Name), integer(Arity),
             line([table, Start, End, Name, Arity]) )).
directive(dynamic(_), _, _).
directive(discontiguous(_), _, _).
directive(use_module(library(Name)), Start, End) :- line([library, Start, End, Name]).
directive(use_module(library(Name), _), Start, End) :- line([library, Start, End, Name]).

part((A, B), Part) :- !, ( part(A, Part) ; part(B, Part) ).
part(Part, Part).

refuse(Position, Start, End, Format, What) :-
    ( nonvar(Position), arg(1, Position, From), integer(From) -> true ; From = Start ),
    format(string(Text), Format, [What]),
    line([refused, From, End, Text]).

functor_of(Term, Indicator) :-
    callable(Term), !,
    functor(Term, Name, Arity),
    atomic_list_concat([Name, /, Arity], Indicator).
functor_of(Term, Term).

head(Head, At, Start, End) :-
    callable(Head), Head \= '$variable'(_), Head \= _:_,
    \+ taken(Head),
    !,
    ends(At, HeadStart, HeadEnd),
    Head =.. [Name|Arguments],
    arguments(Arguments, Text),
    nb_getval(variables, Variables),
    line([clause, Start, End, HeadStart, HeadEnd, Name, Text, Variables]).
head(Head, At, Start, End) :-
    functor_of(Head, Name),
    refuse(At, Start, End, "a clause for ~w", Name).

% A file's own clauses for what SWI-Prolog has would not be called, or be called in its stead.
taken(Head) :-
    functor(Head, Name, Arity),
    \+ fact(Name, Arity),
    known(Head).

% goal(+Goal, +Position, +Scope): write what a body calls.
goal('$variable'(_), At, _) :- !, found(At, [refused], ["a goal that is a variable"]).
goal(Goal, parentheses_term_position(_, _, At), Scope) :- !, goal(Goal, At, Scope).
goal((A, B), term_position(_, _, _, _, [AtA, AtB]), Scope) :- !,
    goal(A, AtA, Scope),
    goal(B, AtB, Scope).
goal(!, At, _) :- !, found(At, [cut], []).
goal(_:_, At, _) :- !, found(At, [refused], ["a goal of another module"]).
goal(Goal, At, _) :- \+ callable(Goal), !, found(At, [refused], ["what is no goal"]).
goal(Goal, At, _) :-
    functor(Goal, Name, Arity),
    \+ fact(Name, Arity),
    predicate_property(rune_rules:Goal, meta_predicate(Spec)),
    !,
    found(At, [builtin], [Name, Arity]),
    ( At = term_position(_, _, _, _, Positions) -> true ; Positions = [] ),
    Goal =.. [_|Arguments],
    Spec =.. [_|Kinds],
    meta(Arguments, Positions, Kinds, At).
goal(Goal, At, Scope) :-
    functor(Goal, Name, Arity),
    ( \+ fact(Name, Arity), known(Goal)
    -> found(At, [builtin], [Name, Arity])
    ;  Goal =.. [_|Arguments],
       arguments(Arguments, Text),
       found(At, [goal], [Scope, Name, Text])
    ).

fact(length, 2).
fact(between, 3).

known(Goal) :- predicate_property(system:Goal, defined), !.
known(Goal) :- predicate_property(rune_rules:Goal, autoload(_)), !.
known(Goal) :-
    predicate_property(user:Goal, imported_from(_)).

meta([], _, _, _).
meta([Argument|Arguments], Positions0, [Kind|Kinds], Whole) :-
    ( Positions0 = [At|Positions] -> true ; At = Whole, Positions = [] ),
    called(Kind, Argument, At),
    meta(Arguments, Positions, Kinds, Whole).

called(Kind, Argument, At) :-
    ( integer(Kind) -> Extra = Kind ; Kind == ^ -> Extra = 0 ),
    !,
    closure(Argument, At, Extra).
called(//, _, At) :- !, found(At, [refused], ["a grammar's body"]).
called(_, _, _).

closure(Argument, parentheses_term_position(_, _, At), Extra) :- !, closure(Argument, At, Extra).
closure(_^Goal, term_position(_, _, _, _, [_, At]), Extra) :- !, closure(Goal, At, Extra).
closure(_>>Body, term_position(_, _, _, _, [_, At]), _) :- !, closure(Body, At, 0).
closure(_/Lambda, term_position(_, _, _, _, [_, At]), Extra) :- !, closure(Lambda, At, Extra).
closure(Goal, At, 0) :- !,
    nb_getval(scopes, Last), Scope is Last + 1, nb_setval(scopes, Scope),
    goal(Goal, At, Scope).
closure(Goal, At, Extra) :-
    callable(Goal), Goal \= '$variable'(_),
    !,
    Goal =.. [Name|Given],
    length(More, Extra),
    maplist(=('$variable'('_')), More),
    append(Given, More, Arguments),
    Called =.. [Name|Arguments],
    nb_getval(scopes, Last), Scope is Last + 1, nb_setval(scopes, Scope),
    goal(Called, At, Scope).
closure(_, At, _) :- found(At, [refused], ["a goal that is a variable"]).

found(At, [Kind|_], Fields) :-
    ends(At, Start, End),
    line([Kind, Start, End|Fields]).

ends(Start-End, Start, End) :- !.
ends(At, Start, End) :- arg(1, At, Start), arg(2, At, End).

arguments(Arguments, Text) :-
    maplist(argument, Arguments, Texts),
    atomic_list_concat(Texts, ',', Text).

argument('$variable'(Name), Name) :- !.
argument(Constant, Text) :- atom(Constant), \+ sub_atom(Constant, _, _, _, ','), !,
    atom_concat(=, Constant, Text).
argument(_, ?).

line(Fields) :-
    atomic_list_concat(Fields, '\t', Text),
    split_string(Text, "\n", "", Lines),
    atomic_list_concat(Lines, ' ', Line),
    writeln(Line).
