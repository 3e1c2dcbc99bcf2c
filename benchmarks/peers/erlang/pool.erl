%% Measures Erlang nodes on one machine: erl -noshell -kernel logger_level none -eval '{ok, _} = compile:file(pool), pool:main()'.
%% The logger must be silent: it would write between the answers.
%% Reads a stage and its sizes a line from standard input, answers each with one line of JSON: figure to numbers.
%% A worker is a process on a node of its own. Calls are plain messages without monitors, the fastest that Erlang has.
-module(pool).
-export([main/0, start/0, loop/0]).

-define(WORKERS, 4).
-define(AHEAD, 256).
-define(CHUNK, 256).

main() ->
    %% The name server is this run's own: its port comes with ERL_EPMD_PORT, and it ends with the run.
    os:cmd("epmd -daemon"),
    try
        connect(),
        serve(open_pool())
    after
        net_kernel:stop(),
        os:cmd("epmd -kill")
    end,
    halt().

serve(Pool) ->
    case io:get_line("") of
        Line when is_list(Line) ->
            [Stage, Seconds | Sizes] = string:tokens(string:trim(Line), " "),
            [Count, Large, Records, Stream, Fresh] = [list_to_integer(Size) || Size <- Sizes],
            Time = round(seconds(Seconds) * 1.0e6),
            print(case Stage of
                "CALLS" -> calls(Pool, Time);
                "MAPS" -> maps(Pool, Count, Large, Records, Stream);
                "ECHO" -> echoes(Pool, Time);
                "STARTS" -> starts(Fresh);
                _ -> []
            end),
            serve(Pool);
        _ -> [peer:stop(Peer) || {Peer, _} <- Pool]
    end.

connect() -> connect(100).

%% The name server may need a moment until it listens.
connect(Tries) ->
    case net_kernel:start([list_to_atom("troupe_peer_" ++ os:getpid() ++ "@127.0.0.1"), longnames]) of
        {ok, _} -> erlang:set_cookie(node(), list_to_atom(os:getenv("TROUPE_PEER_COOKIE")));
        {error, _} when Tries > 1 -> timer:sleep(50), connect(Tries - 1)
    end.

%% All nodes start at once; each worker is {Peer, Pid}.
open_pool() ->
    Self = self(),
    [spawn_link(fun() -> Self ! {opened, open_worker()}, receive close -> ok end end) || _ <- lists:seq(1, ?WORKERS)],
    [receive {opened, Worker} -> Worker end || _ <- lists:seq(1, ?WORKERS)].

open_worker() ->
    {ok, Folder} = file:get_cwd(),
    {ok, Peer, Node} = peer:start(#{
        name => peer:random_name(), host => "127.0.0.1", longnames => true,
        args => ["-start_epmd", "false", "-pa", Folder, "-setcookie", os:getenv("TROUPE_PEER_COOKIE"), "-kernel", "inet_dist_use_interface", "{127,0,0,1}", "logger_level", "none"]}),
    {Peer, spawn(Node, ?MODULE, loop, [])}.

loop() ->
    receive
        {From, Reference, Function, Argument} ->
            From ! {Reference, run(Function, Argument)},
            loop()
    end.

run(increment, Value) -> Value + 1;
run(sha, Data) -> crypto:hash(sha256, Data);
run(echo, Data) -> Data;
run(rise, {order, Id, Customer, Price, Paid, At}) -> {order, Id, Customer, Price * 1.1, Paid, At};
run(pid, _) -> os:getpid();
run({each, Function}, Items) -> [run(Function, Item) || Item <- Items].

send({_, Pid}, Function, Argument) ->
    Reference = make_ref(),
    Pid ! {self(), Reference, Function, Argument},
    Reference.

await(Reference) -> receive {Reference, Result} -> Result end.

call(Worker, Function, Argument) -> await(send(Worker, Function, Argument)).

calls(Pool, Time) ->
    Samples = latencies(Pool, increment, 1, Time),
    Small = case code:which(crypto) of
        non_existing -> [];
        _ -> [{small_calls_per_s, pipeline(Pool, sha, binary:copy(<<0>>, 1024), Time)}]
    end,
    [{call_p50_us, quantile(Samples, 50)}, {call_p99_us, quantile(Samples, 99)}, {calls_per_s, pipeline(Pool, increment, 1, Time)} | Small].

echoes(Pool, Time) ->
    Data = rand:bytes(1 bsl 20),
    [{echo_1mib_gb_per_s, 2 * byte_size(Data) / quantile(latencies(Pool, echo, Data, Time), 50) / 1000}].

quantile(Samples, Percent) -> lists:nth(length(Samples) * Percent div 100 + 1, Samples).

latencies(Pool, Function, Argument, Time) -> lists:sort(latencies(Pool, Function, Argument, now_us() + Time, [])).

latencies([Worker | Rest], Function, Argument, End, Samples) ->
    Begin = erlang:monotonic_time(nanosecond),
    call(Worker, Function, Argument),
    Sample = (erlang:monotonic_time(nanosecond) - Begin) / 1000,
    case now_us() < End of
        true -> latencies(Rest ++ [Worker], Function, Argument, End, [Sample | Samples]);
        false -> [Sample | Samples]
    end.

%% As many ahead as told; each result is answered by the next message to the same worker.
pipeline(Pool, Function, Argument, Time) ->
    Waiting = queue:from_list([begin W = worker(Pool, I), {W, send(W, Function, Argument)} end || I <- lists:seq(1, ?AHEAD)]),
    Begin = now_us(),
    {Count, Left} = pipeline(Waiting, Function, Argument, Begin + Time, 0),
    Rate = Count / (now_us() - Begin) * 1.0e6,
    [await(Reference) || {_, Reference} <- queue:to_list(Left)],
    Rate.

pipeline(Waiting, Function, Argument, End, Count) ->
    {{value, {Worker, Reference}}, Rest} = queue:out(Waiting),
    await(Reference),
    Next = queue:in({Worker, send(Worker, Function, Argument)}, Rest),
    case Count rem ?AHEAD =/= 0 orelse now_us() < End of
        true -> pipeline(Next, Function, Argument, End, Count + 1);
        false -> {Count + 1, Next}
    end.

maps(Pool, Count, Large, Records, Stream) ->
    Orders = [{order, I, list_to_binary(["customer ", integer_to_list(I)]), I * 0.5, I rem 2 =:= 0, {{2026, 1, 1}, I}} || I <- lists:seq(1, Records)],
    Big = case Large > 0 andalso get(large) =:= undefined of
        true -> put(large, done), [{map_20m_items_per_s, map_rate(Pool, increment, lists:seq(1, Large))}];
        false -> []
    end,
    [{map_items_per_s, map_rate(Pool, increment, lists:seq(1, Count))},
     {map_records_per_s, map_rate(Pool, rise, Orders)},
     {stream_items_per_s, stream_rate(Pool, increment, lists:seq(1, Stream))},
     {stream_chunk_256_items_per_s, stream_rate(Pool, {each, increment}, lists:seq(1, Stream))} | Big].

%% Sixteen chunks, as Python's map has for four workers.
map_rate(Pool, Function, Items) ->
    Count = length(Items),
    Begin = now_us(),
    References = [send(worker(Pool, I), {each, Function}, Chunk) || {I, Chunk} <- lists:enumerate(chunks(Items, (Count + 15) div 16))],
    Count = length(lists:append([await(Reference) || Reference <- References])),
    Count / (now_us() - Begin) * 1.0e6.

%% One item a message, or a chunk a message; as many on their way as told.
stream_rate(Pool, Function, Items) ->
    Count = length(Items),
    Begin = now_us(),
    Messages = case Function of {each, _} -> chunks(Items, ?CHUNK); _ -> Items end,
    {First, Rest} = lists:split(min(?AHEAD, length(Messages)), Messages),
    Waiting = queue:from_list([begin W = worker(Pool, I), {W, send(W, Function, Message)} end || {I, Message} <- lists:enumerate(First)]),
    stream(Waiting, Function, Rest),
    Count / (now_us() - Begin) * 1.0e6.

stream(Waiting, Function, Messages) ->
    case {queue:out(Waiting), Messages} of
        {{empty, _}, []} -> ok;
        {{{value, {_, Reference}}, Rest}, []} -> await(Reference), stream(Rest, Function, []);
        {{{value, {Worker, Reference}}, Rest}, [Next | More]} ->
            await(Reference),
            stream(queue:in({Worker, send(Worker, Function, Next)}, Rest), Function, More)
    end.

chunks(Items, Size) -> chunks(Items, length(Items), Size).

chunks(Items, Count, Size) when Count =< Size -> [Items];
chunks(Items, Count, Size) -> {Chunk, Rest} = lists:split(Size, Items), [Chunk | chunks(Rest, Count - Size, Size)].

worker(Pool, I) -> lists:nth(I rem ?WORKERS + 1, Pool).

starts(Count) ->
    Runs = [parse(os:cmd("erl -noshell -start_epmd false -kernel inet_dist_use_interface '{127,0,0,1}' logger_level none -eval 'pool:start()'")) || _ <- lists:seq(1, Count)],
    [{Key, [proplists:get_value(Key, Run) || Run <- Runs]} || {Key, _} <- hd(Runs)].

%% The runtime may have said something of its own about the node that was killed: the figures are what follows the mark.
parse(Text) ->
    [_, Figures | _] = string:split(Text, "figures:"),
    [Line | _] = string:split(Figures, "\n"),
    {ok, Tokens, _} = erl_scan:string(Line),
    {ok, Term} = erl_parse:parse_term(Tokens),
    Term.

%% In a fresh node: one start of a pool, and the replacement of a node that is killed.
start() ->
    connect(),
    Begin = now_us(),
    Self = self(),
    [spawn_link(fun() -> W = open_worker(), 2 = call(W, increment, 1), Self ! {opened, W}, receive close -> ok end end) || _ <- lists:seq(1, ?WORKERS)],
    First = receive {opened, Worker} -> Worker end,
    Cold = milliseconds(Begin),
    Pool = [First | [receive {opened, Other} -> Other end || _ <- lists:seq(2, ?WORKERS)]],
    All = milliseconds(Begin),
    Sizes = [memory(call(Each, pid, none)) || Each <- Pool],
    {_, Victim} = First,
    monitor_node(node(Victim), true),
    Pid = call(First, pid, none),
    Killed = now_us(),
    os:cmd("kill -9 " ++ Pid),
    receive {nodedown, _} -> ok end,
    New = open_worker(),
    2 = call(New, increment, 1),
    Replaced = milliseconds(Killed),
    [peer:stop(Peer) || {Peer, _} <- [New | tl(Pool)]],
    io:format("figures:~w.~n", [[{cold_start_ms, Cold}, {all_ready_ms, All}, {kill_to_ready_ms, Replaced} | average(lists:append(Sizes))]]),
    halt().

memory(Pid) ->
    case file:read_file("/proc/" ++ Pid ++ "/smaps_rollup") of
        {ok, Text} -> [{Key, field(Text, Name) / 1024} || {Key, Name} <- [{idle_worker_rss_mb, "Rss:"}, {idle_worker_private_mb, "Anonymous:"}]];
        _ -> []
    end.

field(Text, Name) ->
    {match, [Value]} = re:run(Text, "^" ++ Name ++ " +(\\d+) kB", [multiline, {capture, all_but_first, list}]),
    list_to_integer(Value).

average(Sizes) ->
    [{Key, lists:sum(Values) / length(Values)} || Key <- proplists:get_keys(Sizes), Values <- [proplists:get_all_values(Key, Sizes)]].

milliseconds(Begin) -> (now_us() - Begin) / 1000.

now_us() -> erlang:monotonic_time(microsecond).

seconds(Text) -> case string:to_float(Text) of {error, _} -> list_to_integer(Text); {Value, _} -> Value end.

print(Figures) ->
    io:format("{~s}~n", [lists:join(", ", [io_lib:format("\"~s\": [~s]", [Key, lists:join(", ", [number(V) || V <- lists:flatten([Values])])]) || {Key, Values} <- Figures])]).

number(Value) -> io_lib:format("~.3f", [float(Value)]).
