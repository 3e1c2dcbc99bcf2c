using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Dispatching;
using Troupe.Fuzzing.Tests.Engine;
using Troupe.Jobs;
using Troupe.Jobs.Chunks;
using Troupe.Jobs.Nested;
using Troupe.Links.Directories;
using Troupe.Links.Handshakes;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Logs;
using Troupe.Sessions;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// What a worker says of its jobs, of those of others and of finished ones. Four jobs are with the worker: two calls, a chunk of four
/// items, and such a chunk that another worker's job has submitted. The input is frames; now and then they come before the worker is ready.
/// They go through a session into a dispatcher. Whatever they are, every job ends up in exactly one place: it has its outcome, or waits for
/// another worker; the other worker is told nothing that would be a violation; and neither the session nor the dispatcher fails.
/// </summary>
internal sealed class WorkerFrameTarget : FuzzTarget
{
    private const int ItemCount = 4;
    private const ulong Number = 9;

    private static readonly byte[] s_definition = [1, 2, 3];
    private static readonly byte[] s_ready = Frame.Of(FrameKind.Ready, 0, []);

    private readonly PoolDirectory _directory = PoolDirectory.Create();
    private readonly WorkerListener _listener;
    private readonly PoolHome _home;

    public WorkerFrameTarget()
    {
        _listener = new WorkerListener(_directory.SocketPath, _ => { });
        _home = new PoolHome(_directory, _listener, NullLogger.Instance);
    }

    public override string Name => "worker-frames";

    /// <summary>The session, the dispatcher, its jobs and their tasks.</summary>
    public override int FixedAllocation => 512 * 1024;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = Samples();

    public override void Run(byte[] input, Random random)
    {
        using var link = new ScriptedLink(default, left => left);
        using var scene = new Scene(_home, _listener);
        scene.Session.OnLink(link);
        if (random.Next(8) == 0)
        {
            Say(scene, input);
            Say(scene, s_ready);
        }
        else
        {
            Say(scene, s_ready);
            Job[] jobs = [NewCall(scene.Function), NewCall(scene.Function), NewChunk(scene.Function)];
            foreach (var job in jobs)
                scene.Loop.Tell(job);
            scene.Owner
                .Submit(Number, new Submission(JobOptions.Default, RunFlags.Chunk, 0, ItemCount, s_definition, "Work", new byte[16]));
            scene.ShouldHaveGiven(4);
            Say(scene, input);
            scene.Session.OnLinkEnd("the input has ended", violated: random.Next(2) == 0);
            scene.Session.Kill("the input has ended", planned: true);
            ShouldBeInOnePlace(jobs, scene);
            scene.End();
            foreach (var job in jobs.Where(job => !job.Settled))
                throw new FindingException($"job {job.Id} has no outcome though the pool has ended");
            ShouldBeInOrder(scene.Owner.Answers);
        }
        scene.End();
        scene.ShouldNotHaveFailed();
    }

    private static CallJob<int> NewCall(PoolFunction function) =>
        new(function, new byte[4], JobOptions.Default, DeclaredResult<int>.Instance);

    private static ChunkJob<int> NewChunk(PoolFunction function) =>
        new(function, new byte[16], JobOptions.Default, RunFlags.None, 0, ItemCount, 0, DeclaredItems<int>.Instance, new Items());

    private static void Say(Scene scene, byte[] input)
    {
        if (BatchOf(input) is { } batch)
            scene.Session.OnFrames(batch);
    }

    /// <summary>Those that have no outcome wait: none is with a worker that is gone, and none is nowhere.</summary>
    private static void ShouldBeInOnePlace(Job[] jobs, Scene scene)
    {
        // Counted first: the answer comes when all is done that was told before, by whichever thread.
        var left = scene.Count();
        // The job whose job is the fourth one runs on; what the worker's own jobs have submitted may wait as well.
        var open = jobs.Count(job => !job.Settled) + (scene.Owner.Answers.Exists(answer => answer.Last) ? 0 : 1);
        if (left.Running != 1 || left.Waiting < open)
            throw new FindingException($"{open} jobs have no outcome, and {left.Waiting} wait and {left.Running - 1} are with a worker");
    }

    private static void ShouldBeInOrder(List<NestedAnswer> answers)
    {
        var next = 0;
        foreach (var answer in answers.Where(answer => !answer.Last))
        {
            var count = answer.Kind == FrameKind.NestedItems ? BitConverter.ToInt32(answer.Payload, sizeof(int)) : 1;
            if (BitConverter.ToInt32(answer.Payload) != next || count < 1 || count > ItemCount - next)
            {
                throw new FindingException(
                    $"after {next} items the other worker was told of {count} from {BitConverter.ToInt32(answer.Payload)} on");
            }

            next += count;
        }
        if (answers.Count(answer => answer.Last) != 1 || !answers[^1].Last || answers.Exists(answer => answer.Submission != Number))
            throw new FindingException("the other worker was not told of the end of its job once, and last");
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
        var error = ErrorTarget.Encode(new InvalidOperationException("it threw"));
        var submission = Frame.Bytes(writer =>
        {
            writer.WriteUnmanaged(1UL);
            Submission.Write(writer, new CallJob<int>(
                new PoolFunction(1, "Work", [1]),
                new byte[4],
                JobOptions.Default with
                {
                    Timeout = TimeSpan.FromSeconds(1),
                    Retry = RetryPolicy.OnWorkerLoss(2)
                    .AndOn<TimeoutException>()
                },
                DeclaredResult<int>.Instance));
        });
        return new()
        {
            ["Results"] = [.. Frame.Of(FrameKind.Result, 1, [.. elapsed, 5, 0, 0, 0]), .. Frame.Of(
                FrameKind.Result,
                2,
                [.. elapsed, 6, 0, 0, 0])],
            ["ResultTwice"] = [.. Frame.Of(FrameKind.Result, 1, [.. elapsed, 5, 0, 0, 0]), .. Frame.Of(
                FrameKind.Result,
                1,
                [.. elapsed, 5, 0, 0, 0])],
            ["Foreign"] = [.. Frame.Of(FrameKind.Result, 77, [.. elapsed, 5, 0, 0, 0]), .. Frame.Of(FrameKind.Progress, 78, []), .. Frame
                .Of(FrameKind.Fault, 79, [.. elapsed, .. error])],
            ["Fault"] = Frame.Of(FrameKind.Fault, 1, [.. elapsed, .. error]),
            ["Chunk"] = [.. Frame.Of(FrameKind.Items, 3, [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]), .. Frame.Of(
                FrameKind.ItemFault,
                3,
                [2, 0, 0, 0, .. error]), .. Frame.Of(FrameKind.Items, 3, [3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0]), .. Frame.Of(
                    FrameKind.Result,
                    3,
                    elapsed)],
            ["NestedChunk"] = [.. Frame.Of(FrameKind.Items, 4, [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]), .. Frame.Of(
                FrameKind.ItemFault,
                4,
                [2, 0, 0, 0, .. error]), .. Frame.Of(FrameKind.Items, 4, [3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0]), .. Frame.Of(
                    FrameKind.Result,
                    4,
                    elapsed)],
            ["Returned"] = [.. Frame.Of(FrameKind.Returned, 0, []), .. Frame.Of(FrameKind.Returned, 2, []), .. Frame.Of(
                FrameKind.Dropped,
                1,
                [])],
            ["Reports"] = [.. Frame.Of(FrameKind.Progress, 1, [1, 2, 3, 4, 5]), .. Frame.Of(
                FrameKind.Log,
                1,
                new JobLogEntry(2, 0, null, new LogText("AB", "A{B}", [new("B", "B")]), null, []).Encode(long.MaxValue))],
            ["LogWithoutText"] = Frame.Of(FrameKind.Log, 1, [2, 65, 66]),
            ["Submission"] = [.. Frame.Of(FrameKind.Submit, 1, submission), .. Frame.Of(FrameKind.CancelSubmission, 1, [])],
            ["Start"] = [.. Frame.Of(FrameKind.Ready, 0, []), .. Frame.Of(FrameKind.StartFailed, 0, error)],
            ["ReadyTwice"] = [.. Frame.Of(FrameKind.Ready, 0, []), .. Frame.Of(FrameKind.Ready, 0, [])],
            ["Parts"] = [.. Frame.Of(FrameKind.Result, 1, elapsed, FrameFlags.More), .. Frame.Of(FrameKind.Returned, 0, []), .. Frame.Of(
                FrameKind.Result,
                1,
                [5, 0, 0, 0])],
            ["Actors"] = [.. Frame.Of(FrameKind.ActorEnded, 2, []), .. Frame.Of(FrameKind.ActorMessage, 0, [2, 0, 0])],
            ["SharedObjects"] = [.. Frame.Of(FrameKind.SharedRequest, 5, [16, 1, 1]), .. Frame.Of(FrameKind.SharedRequest, 6, [])],
            ["NotAWorkers"] = Frame.Of(FrameKind.Run, 1, new byte[16]),
        };
    }

    public override void Dispose()
    {
        _listener.Dispose();
        _directory.Dispose();
        base.Dispose();
    }

    /// <summary>A pool of two workers: the one that speaks, and the one whose job has submitted a job. Others that it starts never
    /// come.</summary>
    private sealed class Scene : IDisposable
    {
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
        private static readonly Frozen s_frozen = new();

        private readonly PoolSetup _setup;
        private readonly List<Exception> _failures = [];
        private readonly List<OtherWorker> _quiet = [];
        private WorkerSession? _session;

        public Scene(PoolHome home, WorkerListener listener)
        {
            // Tiny, so that a worker is given several; the input may say otherwise.
            var functions = new FunctionRegistry();
            Function = functions.Define(s_definition, "Work");
            Function.Measure(1, 1);
            var options = new ProcessPoolOptions { Workers = 2, MaxMessageBytes = 64 * 1024, TimeProvider = s_frozen };
            _setup = new PoolSetup(options, home, listener, functions, [], NullLogger.Instance)
            {
                Starts = new StartPermits(0),
                OpenSession = Open
            };
            Loop = new DispatchLoop(_setup, effects => new Dispatcher(_setup, new PoolView(), effects));
            Loop.Tell(new OpenPool());
            Owner.Begin();
        }

        public DispatchLoop Loop { get; }

        /// <summary>What all jobs but one call.</summary>
        public PoolFunction Function { get; }

        public WorkerSession Session => _session!;

        public OtherWorker Owner => _quiet[0];

        public Unfinished Count()
        {
            var counted = new TaskCompletionSource<Unfinished>();
            Loop.Tell(new CountUnfinished(counted));
            return counted.Task.Result;
        }

        /// <summary>All jobs but the owner's are with the worker.</summary>
        public void ShouldHaveGiven(int jobs)
        {
            if (Count() != new Unfinished(0, jobs + 1))
                throw new FindingException($"the worker was not given its {jobs} jobs: {Count()}");
        }

        public void End()
        {
            var ended = new TaskCompletionSource();
            Loop.Tell(new EndPool(new PoolClosedException("It ends."), Kill: true, ended));
            Session.OnLinkEnd("its process was killed", violated: false);
            _ = Count(); // By then all is told, by whichever thread.
            foreach (var quiet in _quiet)
                quiet.End();
            if (!ended.Task.Wait(s_patience))
                throw new FindingException("the pool did not end");
        }

        public void ShouldNotHaveFailed()
        {
            if (_setup.Failure.Error is { } error)
                throw new FindingException("the dispatcher has failed", error);
            if (_failures is [var failure, ..])
                throw new FindingException("the session of the worker has failed", failure);
        }

        public void Dispose() => Loop.Dispose();

        private IWorkerSession Open(PoolSetup setup, WorkerId id, ISessionEvents events)
        {
            if (id.Slot == 0)
            {
                // No process is ever started: nobody's turn comes.
                var opened = WorkerSession.Open(setup, id, new Watched(events, _failures));
                _session ??= opened;
                return opened;
            }
            var quiet = new OtherWorker(id, Loop);
            _quiet.Add(quiet);
            return quiet;
        }
    }

    /// <summary>Notes when a session says that it has failed.</summary>
    private sealed class Watched(ISessionEvents events, List<Exception> failures) : ISessionEvents
    {
        public void Add(SessionEvent happened)
        {
            if (happened is WorkerEnded { Failure: { } failure })
                failures.Add(failure);
            events.Add(happened);
        }

        public void Run() => events.Run();
    }

    /// <summary>A clock on which nothing falls due.</summary>
    private sealed class Frozen : TimeProvider, ITimer
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => this;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // There is nothing behind it.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Takes the outcomes of a chunk's items.</summary>
    private sealed class Items : IChunkOwner<int>
    {
        private readonly int[] _results = new int[ItemCount];

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
