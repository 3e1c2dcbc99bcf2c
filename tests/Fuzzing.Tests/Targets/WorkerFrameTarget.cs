using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Actors;
using Troupe.Chunks;
using Troupe.Coordination;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Logs;
using Troupe.Processes;
using Troupe.Remoting.Handshakes;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// What a worker says to its coordinator of its jobs, of those of others and of finished ones. Four jobs are with the worker: two
/// calls (1, 2), a chunk of four items (3), and such a chunk that another worker has submitted (4). The input is frames. Whatever they are, every job ends up in exactly one place:
/// settled, or handed back to the coordinator; the other worker is told nothing that would be a violation of the coordinator's; and
/// the actor that stands for the worker never fails.
/// </summary>
internal sealed class WorkerFrameTarget : FuzzTarget
{
    private readonly PoolDirectory _directory = PoolDirectory.Create();
    private readonly WorkerListener _listener;
    private readonly ActorSystem _system = new("pool", new ActorSystemOptions { TopLevelStrategy = FailureStops.Strategy });
    private readonly ActorRef _coordinator;
    private readonly PoolSetup _setup;
    private readonly Dispatcher _dispatcher = new();
    private readonly PoolFunction _function = new(1, "Work", [1, 2, 3]);
    private Exception? _failure;

    public WorkerFrameTarget()
    {
        _system.Failed += failure => _failure = failure.Exception;
        _listener = new WorkerListener(_directory.SocketPath, _ => { });
        _setup = new PoolSetup(new ProcessPoolOptions { MaximumMessage = 64 * 1024 }, new PoolHome(_directory, _listener, NullLogger.Instance), _listener, new FunctionRegistry(), [], NullLogger.Instance);
        _coordinator = _system.Spawn(Props.Create(() => new Head(_setup, _dispatcher)).WithInlineDispatch(), "coordinator");
    }

    public override string Name => "worker-frames";

    /// <summary>The actor, its jobs and their tasks, and a table of message types for the actors of a worker.</summary>
    public override int FixedAllocation => 512 * 1024;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = Samples();

    public override void Run(byte[] input, Random random)
    {
        using var link = new ScriptedLink(default, left => left);
        _dispatcher.Reset();
        _coordinator.Tell(Head.SpawnNext);
        var proxy = _dispatcher.Proxy!;
        Job[] jobs = [NewCall(1), NewCall(2), NewChunk(3), NewNested(4)];
        proxy.Tell(new LinkUp(link));
        foreach (var job in jobs)
            proxy.Tell(job);
        if (BatchOf(input) is { } batch)
            proxy.Tell(batch);
        proxy.Tell(new LinkDown("the input has ended", Violated: random.Next(2) == 0));
        proxy.Tell(new KillWorker("the input has ended"));
        if (Interlocked.Exchange(ref _failure, null) is { } failure)
            throw new FindingException("the actor that stands for the worker failed", failure);
        foreach (var job in jobs)
            ShouldBeInOnePlace(job);
        ShouldBeInOrder(_dispatcher.Answers);
    }

    private CallJob<int> NewCall(ulong id) => new(_function, new byte[4], JobOptions.Default, DeclaredResult<int>.Instance) { Id = id };

    private ChunkJob<int> NewChunk(ulong id) => new(_function, new byte[16], JobOptions.Default, RunMarks.None, 0, 4, 0, DeclaredItems<int>.Instance, new Items()) { Id = id };

    private NestedJob NewNested(ulong id) =>
        new(_function, new Submission(JobOptions.Default, RunMarks.Chunk, 0, 4, [1], "Work", new byte[16]), 9, new WorkerId(1, 1), _coordinator, _coordinator) { Id = id };

    private void ShouldBeInOnePlace(Job job)
    {
        var back = _dispatcher.HandedBack.Count(one => one == job);
        if ((job.Settled ? 1 : 0) + back != 1)
            throw new FindingException($"job {job.Id} is {(job.Settled ? "settled" : "not settled")} and was handed back {back} times");
    }

    private static void ShouldBeInOrder(IEnumerable<NestedAnswer> answers)
    {
        var next = 0;
        foreach (var answer in answers.Where(answer => !answer.Last))
        {
            var count = answer.Kind == FrameKind.NestedItems ? BitConverter.ToInt32(answer.Payload, sizeof(int)) : 1;
            if (BitConverter.ToInt32(answer.Payload) != next || count < 1 || count > 4 - next)
                throw new FindingException($"after {next} items the other worker was told of {count} from {BitConverter.ToInt32(answer.Payload)} on");
            next += count;
        }
    }

    /// <summary>The whole frames at the start of the input, as a link hands them out.</summary>
    private static FrameBatch? BatchOf(byte[] input)
    {
        var whole = 0;
        while (FrameDecoder.TryRead(input.AsSpan(whole), FrameHeader.MaximumPayload, out var header) == FrameStatus.Whole)
            whole += FrameHeader.Size + header.Length;
        if (whole == 0)
            return null;
        var buffer = ArrayPool<byte>.Shared.Rent(whole);
        input.AsSpan(0, whole).CopyTo(buffer);
        return new FrameBatch(buffer, whole, 0);
    }

    private static Dictionary<string, byte[]> Samples()
    {
        byte[] elapsed = [1, 0, 0, 0];
        byte[] error = ErrorTarget.Encode(new InvalidOperationException("it threw"));
        var submission = Frame.Bytes(writer =>
        {
            writer.WriteUnmanaged(1UL);
            Submission.Write(writer, new CallJob<int>(new PoolFunction(1, "Work", [1]), new byte[4], JobOptions.Default with { Timeout = TimeSpan.FromSeconds(1), Retry = RetryPolicy.OnWorkerLoss(2).AndOn<TimeoutException>() }, DeclaredResult<int>.Instance));
        });
        return new()
        {
            ["Results"] = [.. Frame.Of(FrameKind.Result, 1, [.. elapsed, 5, 0, 0, 0]), .. Frame.Of(FrameKind.Result, 2, [.. elapsed, 6, 0, 0, 0])],
            ["ResultTwice"] = [.. Frame.Of(FrameKind.Result, 1, [.. elapsed, 5, 0, 0, 0]), .. Frame.Of(FrameKind.Result, 1, [.. elapsed, 5, 0, 0, 0])],
            ["Foreign"] = [.. Frame.Of(FrameKind.Result, 77, [.. elapsed, 5, 0, 0, 0]), .. Frame.Of(FrameKind.Progress, 78, []), .. Frame.Of(FrameKind.Fault, 79, [.. elapsed, .. error])],
            ["Fault"] = Frame.Of(FrameKind.Fault, 1, [.. elapsed, .. error]),
            ["Chunk"] = [.. Frame.Of(FrameKind.Items, 3, [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]), .. Frame.Of(FrameKind.ItemFault, 3, [2, 0, 0, 0, .. error]), .. Frame.Of(FrameKind.Items, 3, [3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0]), .. Frame.Of(FrameKind.Result, 3, elapsed)],
            ["NestedChunk"] = [.. Frame.Of(FrameKind.Items, 4, [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]), .. Frame.Of(FrameKind.ItemFault, 4, [2, 0, 0, 0, .. error]), .. Frame.Of(FrameKind.Items, 4, [3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0]), .. Frame.Of(FrameKind.Result, 4, elapsed)],
            ["Returned"] = [.. Frame.Of(FrameKind.Returned, 0, []), .. Frame.Of(FrameKind.Returned, 2, []), .. Frame.Of(FrameKind.Dropped, 1, [])],
            ["Reports"] = [.. Frame.Of(FrameKind.Progress, 1, [1, 2, 3, 4, 5]), .. Frame.Of(FrameKind.Log, 1, new JobLogEntry(2, 0, null, new LogText("AB", "A{B}", [new("B", "B")]), null, []).Encode(long.MaxValue))],
            ["LogWithoutText"] = Frame.Of(FrameKind.Log, 1, [2, 65, 66]),
            ["Submission"] = [.. Frame.Of(FrameKind.Submit, 1, submission), .. Frame.Of(FrameKind.CancelSubmission, 1, [])],
            ["Start"] = [.. Frame.Of(FrameKind.Ready, 0, []), .. Frame.Of(FrameKind.StartFailed, 0, error)],
            ["ReadyTwice"] = [.. Frame.Of(FrameKind.Ready, 0, []), .. Frame.Of(FrameKind.Ready, 0, [])],
            ["Parts"] = [.. Frame.Of(FrameKind.Result, 1, elapsed, FrameFlags.More), .. Frame.Of(FrameKind.Returned, 0, []), .. Frame.Of(FrameKind.Result, 1, [5, 0, 0, 0])],
            ["Actors"] = [.. Frame.Of(FrameKind.ActorWatch, 1, Frame.Bytes(new Remoting.Actors.RemoteAddress("/user/nobody", 0).Write)), .. Frame.Of(FrameKind.ActorUnwatch, 1, [])],
            ["SharedObjects"] = [.. Frame.Of(FrameKind.SharedRequest, 5, [16, 1, 1]), .. Frame.Of(FrameKind.SharedRequest, 6, [])],
            ["NotAWorkers"] = Frame.Of(FrameKind.Run, 1, new byte[16]),
        };
    }

    public override void Dispose()
    {
        _system.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _listener.Dispose();
        _directory.Dispose();
        base.Dispose();
    }

    /// <summary>What the coordinator was handed back.</summary>
    private sealed class Dispatcher
    {
        public ActorRef? Proxy { get; set; }

        public List<Job> HandedBack { get; } = [];

        /// <summary>What the worker that submitted job 4 is told.</summary>
        public List<NestedAnswer> Answers { get; } = [];

        public void Reset()
        {
            HandedBack.Clear();
            Answers.Clear();
        }
    }

    /// <summary>Stands where the coordinator stands, and keeps what it is told.</summary>
    private sealed class Head(PoolSetup setup, Dispatcher dispatcher) : Actor
    {
        public static readonly object SpawnNext = new();

        private int _generation;

        protected override SupervisorStrategy SupervisorStrategy => FailureStops.Strategy;

        protected override ValueTask ReceiveAsync(object message)
        {
            switch (message)
            {
                case WorkerReleased { Returned: { } returned }: dispatcher.HandedBack.AddRange(returned); break;
                case LeaseBounced bounced: dispatcher.HandedBack.Add(bounced.Job); break;
                case JobFailedAttempt failed: dispatcher.HandedBack.Add(failed.Job); break;
                case WorkerEnded ended: dispatcher.HandedBack.AddRange([.. ended.Unstarted, .. ended.Blamed is { } blamed ? [blamed] : Array.Empty<Job>()]); break;
                case NestedSubmitted nested: nested.Job.Fail(JobFault.Of(new InvalidOperationException("There is no pool."))); break;
                case NestedAnswer answer: dispatcher.Answers.Add(answer); break;
                case WorkerMessage or CancelJob: break;
                default: Spawn(); break;
            }
            return ValueTask.CompletedTask;
        }

        private void Spawn()
        {
            var id = new WorkerId(0, ++_generation);
            // No worker process is ever started: nobody's turn comes.
            var alone = setup with { Starts = new StartPermits(0) };
            dispatcher.Proxy = Context.Spawn(Props.Create(() => new WorkerProxyActor(alone, id)).WithInlineDispatch());
        }
    }

    /// <summary>Takes the outcomes of a chunk's items.</summary>
    private sealed class Items : IChunkOwner<int>
    {
        private readonly int[] _results = new int[4];

        public void OnChunkBegins(ChunkJob<int> chunk)
        {
            // It is made here.
        }

        public Span<int> ResultSpace(long first, int count) => _results.AsSpan((int)first, count);

        public void OnResults(long first, ReadOnlySpan<int> results)
        {
            // They are in their place.
        }

        public void OnItemFailed(long index, Exception error) => _results[index] = -1;

        public void OnItemCancelled(long index, Exception error) => _results[index] = -1;

        public void OnChunkEnded(ChunkJob<int> chunk)
        {
            // Nobody waits for it.
        }

        public void OnRetry(ChunkJob<int> again, TimeSpan pause) => again.Cancel();
    }
}
