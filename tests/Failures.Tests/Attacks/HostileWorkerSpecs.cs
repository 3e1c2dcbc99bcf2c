using Troupe.EndToEnd.Tests.Crashes;
using Troupe.EndToEnd.Tests.Pool;
using Troupe.Messages.Frames;
using Troupe.SharedState;
using Troupe.Tests.Dummy;

namespace Troupe.Failures.Tests.Attacks;

/// <summary>
/// A worker that was admitted and then breaks the rules: it is killed and replaced, its own job is blamed, and nobody else's is.
/// </summary>
public sealed class HostileWorkerSpecs : CrashSpecs
{
    private const int LargestPayload = FrameHeader.MaximumPayload;

    private static readonly Dictionary<string, byte[]> s_violations = new()
    {
        // Attack table T10 and fault F15: lengths.
        ["a length over the limit"] = Frames.Declaring(LargestPayload + 4096, new byte[64]),
        ["the largest signed length"] = Frames.Declaring(int.MaxValue, new byte[64]),
        ["the largest unsigned length"] = Frames.Declaring(uint.MaxValue, new byte[64]),
        // T11 and fault F14: headers that no honest peer sends.
        ["an unknown kind"] = Frames.Of((FrameKind)200, 1),
        ["a kind of zero"] = new byte[FrameHeader.Size],
        ["a reserved bit"] = Frames.With(Frames.Of(FrameKind.Progress, 1), 6, 1),
        ["an unknown flag"] = Frames.With(Frames.Of(FrameKind.Progress, 1), 5, 2),
        ["a frame that only coordinators send"] = Frames.Of(FrameKind.Run, 1, new byte[16]),
        ["a handshake after the handshake"] = Frames.Of(FrameKind.Hello, 0, new byte[48]),
        // T12: jobs of others.
        ["the third frame about jobs it does not have"] = [.. Frames.Result(90_001, 1), .. Frames.Result(90_002, 1), .. Frames.Result(
            90_003,
            1)],
        // T13: things out of their order.
        ["ready twice"] = Frames.Of(FrameKind.Ready, 0),
        // T15: parts.
        ["two messages in parts interleaved"] = [.. Frames.Of(FrameKind.Result, 1, FrameFlags.More, 1, 0, 0, 0), .. Frames.Of(
            FrameKind.Result,
            2,
            FrameFlags.More,
            1,
            0,
            0,
            0)],
        ["a log line without a level"] = Frames.Of(FrameKind.Log, 1),
        ["a submission that cannot be read"] = Frames.Of(FrameKind.Submit, 1, new byte[30]),
        ["an actor's type that is a process"] = Frames.Of(FrameKind.ActorType, 2, 1, 2, 3),
        ["a message for an actor from a worker that hosts none"] = Frames.Of(FrameKind.ActorMessage, 0, 2, 0, 0),
    };

    public static TheoryData<string> Violations => [.. s_violations.Keys];

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_worker_that_breaks_the_protocol_is_killed_and_only_its_own_job_is_blamed(string what)
    {
        var pool = await StartFullAsync(2, options => options.MaxMessageBytes = 64 * 1024);
        var innocent = new Started();
        var neighbour = pool.RunAsync(Work.HoldUntil, PathOf("gate"), innocent.Options);
        _ = await innocent.Pid;
        var hostile = new Started();
        var job = pool.RunAsync(Hostile.SayAndHold, s_violations[what], hostile.Options);
        var pid = await hostile.Pid;

        (await Should.ThrowAsync<WorkerLostException>(job.Soon())).Pid.ShouldBe(pid);
        await Patience.UntilAsync(() => !ProcessTable.IsAlive(pid));
        _ = Open("gate");
        (await neighbour.Soon()).ShouldBe(await innocent.Pid);
        await Patience.UntilAsync(() => IsFull(pool));
        await ShouldWorkAsync(pool);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 99, 1, 1 })]
    [InlineData(new byte[] { 16, 1 })]
    public async Task A_request_to_a_shared_object_that_no_honest_worker_sends_ends_that_worker_and_not_the_object(byte[] request)
    {
        var pool = await StartFullAsync(2);
        await using var door = pool.CreateEvent();
        var number = ((ISharedHandle<ProcessEvent>)door).Reference.Address.Number;
        await Should.ThrowAsync<WorkerLostException>(
            pool.RunAsync(Hostile.SayAndHold, Frames.Of(FrameKind.SharedRequest, number, request)).Soon());
        await ShouldWorkAsync(pool);
        await door.SetAsync().Soon();
        (await door.IsSetAsync().Soon()).ShouldBeTrue();
    }

    [Fact]
    public async Task Requests_to_objects_that_are_not_there_are_told_so_and_harm_nobody()
    {
        var pool = await StartFullAsync(1);
        var frames = Enumerable.Range(1, 1000).SelectMany(number => Frames.Of(FrameKind.SharedRequest, (ulong)number, 16, 1, 1)).ToArray();
        (await pool.RunAsync(Hostile.Say, frames).Soon()).ShouldBe(frames.Length);
        await ShouldWorkAsync(pool);
        IsFull(pool).ShouldBeTrue();
    }

    // T15: a message that never ends is bounded by the limit for messages, whatever is declared.
    [Fact]
    public async Task A_message_in_parts_that_never_ends_is_cut_off_at_the_limit()
    {
        var pool = await StartFullAsync(1, options => options.MaxMessageBytes = 1 << 20);
        var part = Frames.Of(FrameKind.Result, 1, FrameFlags.More, new byte[60_000]);
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Hostile.SayAgainAndAgainAndHold, part, 1000).Soon());
        await ShouldWorkAsync(pool);
    }

    // T12: ids from the wire are claims; only a job that the worker has is its to speak of.
    [Fact]
    public async Task A_result_for_another_workers_job_is_dropped()
    {
        var pool = await StartFullAsync(2);
        var innocent = new Started();
        var handle = pool.Submit(Work.HoldUntil, PathOf("gate"), options: innocent.Options);
        var pid = await innocent.Pid;
        var foreign = (ulong)handle.Id;
        (await pool.RunAsync(Hostile.Say, Frames.Result(foreign, -1)).Soon()).ShouldBe(FrameHeader.Size + 8);
        (await pool.RunAsync(Hostile.Say, Frames.Result(foreign + 1_000_000, -1)).Soon()).ShouldBe(FrameHeader.Size + 8);
        handle.Task.IsCompleted.ShouldBeFalse();
        _ = Open("gate");
        (await handle.Task.Soon()).ShouldBe(pid);
        IsFull(pool).ShouldBeTrue();
    }

    // T13: the first outcome counts; what comes after it is about a job that the worker no longer has.
    [Fact]
    public async Task A_second_result_changes_nothing()
    {
        var pool = await StartFullAsync(1);
        byte[] twice = [.. Frames.Result(0, 5), .. Frames.Of(FrameKind.Progress, 0)];
        var job = pool.RunAsync(Hostile.SayOfOwnJobAndHold, twice, Frames.IdPlace);
        (await job.Soon()).ShouldBe(5);
        await pool.KillAsync().Soon();
    }

    // An error that cannot be read must not take the job with it: the caller would wait for ever.
    [Fact]
    public async Task An_error_that_cannot_be_read_ends_its_job_with_its_worker()
    {
        var pool = await StartFullAsync(1);
        var malformed = Frames.Of(FrameKind.Fault, 0, 1, 0, 0, 0, 1, 255, 255, 255, 255);
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Hostile.SayOfOwnJobAndHold, malformed, Frames.IdPlace).Soon());
        await ShouldWorkAsync(pool);
    }

    // The outcomes that follow on a violation are not read, and those that the shared page still has are not found where they should be
    // when a frame too many came before: nobody knows which of the jobs have run.
    [Theory]
    [InlineData("a cut header", false)]
    [InlineData("a whole frame out of its order", false)]
    [InlineData("a frame too many", true)]
    public async Task A_job_whose_outcome_comes_behind_a_violation_is_not_run_again(string what, bool die)
    {
        var ahead = what switch
        {
            // The rest of it is what the worker itself writes next: the outcomes of the jobs before.
            "a cut header" => Frames.Of((FrameKind)200, 1)[..8],
            "a whole frame out of its order" => Frames.Of(FrameKind.Ready, 0),
            _ => Frames.Result(1_000_000, 1),
        };
        var log = new LogLines();
        var pool = await StartFullAsync(1, options => options.LoggerFactory = log);
        var again = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2) };
        var lost = 0;
        for (var round = 0; round < 10; round++)
        {
            for (var warm = 0; warm < 50; warm++)
            {
                _ = await pool.RunAsync(Work.Mark, PathOf("measured")).Soon()
                    + await pool.RunAsync(Hostile.SayAheadUnlessEmpty, Array.Empty<byte>(), die).Soon();
            }

            var folder = PathOf($"round-{round}");
            var before = Enumerable.Range(0, 4).Select(job => pool.RunAsync(Work.Mark, $"{folder}-{job}")).ToList();
            var retried = pool.RunAsync(Work.Mark, $"{folder}-retried", again);
            var hostile = pool.RunAsync(Hostile.SayAheadUnlessEmpty, ahead, die);
            var behind = Enumerable.Range(0, 4).Select(job => pool.RunAsync(Work.Add, job, 1)).ToList();

            await Should.ThrowAsync<WorkerLostException>(hostile.Soon());
            (await Task.WhenAll(behind).Soon()).ShouldBe([1, 2, 3, 4]);
            _ = await retried.Soon();
            foreach (var job in before)
                await job.EndAsync();
            File.ReadAllLines($"{folder}-retried").Length.ShouldBeInRange(1, 2);
            for (var job = 0; job < before.Count; job++)
                File.ReadAllLines($"{folder}-{job}").Length.ShouldBe(1, $"job {job} of round {round}");
            var errors = before.Where(job => !job.IsCompletedSuccessfully)
                .Select(job => job.Exception!.InnerException.ShouldBeOfType<WorkerLostException>())
                .ToList();
            errors.ShouldAllBe(error => error.MayHaveRun);
            lost += errors.Count;
        }
        lost.ShouldBeGreaterThan(0, "or nothing was shown here");
        // Page and link no longer agree; that is the link's fault and not told as damage of the page.
        log.Warnings.ShouldNotContain(line => line.Contains("shared page", StringComparison.Ordinal));
        await Patience.UntilAsync(() => IsFull(pool));
    }

    // A job that has begun can only be given back by a worker that lies: it must not run a second time elsewhere.
    [Fact]
    public async Task A_worker_that_gives_back_the_job_it_runs_is_killed_and_the_job_runs_once()
    {
        var pool = await StartFullAsync(2);
        var job = pool.RunAsync(Hostile.SayOfOwnJobAndHold, Frames.Of(FrameKind.Returned, 0), Frames.IdPlace);
        (await Should.ThrowAsync<WorkerLostException>(job.Soon())).MayHaveRun.ShouldBeTrue();
        await ShouldWorkAsync(pool);
    }

    // Fault F12: torn frames.
    [Fact]
    public async Task Half_a_frame_before_death_is_dropped_whatever_its_kind()
    {
        var pool = await StartFullAsync(1);
        var random = new Random(12);
        foreach (var kind in Enum.GetValues<FrameKind>().Where(kind => kind is >= FrameKind.Result and <= FrameKind.ActorStop))
        {
            var whole = Frames.Of(kind, 1, new byte[24]);
            var lost = await Should.ThrowAsync<WorkerLostException>(
                pool.RunAsync(Hostile.SayAndDie, whole[..random.Next(1, whole.Length)]).Soon());
            lost.SignalName.ShouldBe("SIGKILL");
            await ShouldWorkAsync(pool);
        }
    }

    // Fault F13: the rest of a frame never comes. That is a job without end, and a time limit ends it.
    [Fact]
    public async Task A_frame_whose_rest_never_comes_holds_up_nobody_and_its_jobs_time_limit_ends_it()
    {
        var pool = await StartFullAsync(2);
        var limit = new JobOptions { Timeout = TimeSpan.FromSeconds(1) };
        var stuck = pool.RunAsync(Hostile.SayAndHold, Frames.Declaring(1000, new byte[10]), limit);
        for (var round = 0; round < 100; round++)
            await ShouldWorkAsync(pool);
        await Should.ThrowAsync<JobTimeoutException>(stuck.Soon());
        await Patience.UntilAsync(() => IsFull(pool));
    }

    [Fact]
    public async Task A_worker_that_hangs_up_and_lives_on_is_killed()
    {
        var pool = await StartFullAsync(1);
        await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Hostile.HangUpAndHold).Soon());
        await ShouldWorkAsync(pool);
    }

    // Tier 3: rows of good and bad frames against a living coordinator.
    [Fact]
    public async Task Random_frames_from_one_worker_never_change_what_others_get()
    {
        var pool = await StartFullAsync(2);
        for (var seed = 0; seed < 40; seed++)
        {
            var bytes = RandomFrames(new Random(seed));
            var hostile = pool.RunAsync(Hostile.SayAndDie, bytes);
            var jobs = Enumerable.Range(0, 20)
                .Select(number => pool.RunAsync(Work.Add, number, 1, new JobOptions { Retry = RetryPolicy.OnWorkerLoss(5) }))
                .ToList();
            (await Task.WhenAll(jobs).Soon()).ShouldBe(Enumerable.Range(1, 20), $"seed {seed}");
            await hostile.EndAsync();
            hostile.IsCompletedSuccessfully.ShouldBeFalse($"seed {seed}");
        }
        await Patience.UntilAsync(() => IsFull(pool));
    }

    /// <summary>Of jobs that nobody has: a result it makes up for its own job would be its result.</summary>
    private static byte[] RandomFrames(Random random)
    {
        var frames = new List<byte>();
        for (var count = random.Next(1, 8); count > 0; count--)
        {
            var payload = new byte[random.Next(40)];
            random.NextBytes(payload);
            var frame = Frames.Of((FrameKind)random.Next(1, 72), (ulong)random.NextInt64(1L << 40, long.MaxValue), payload);
            if (random.Next(3) == 0)
                frame[random.Next(Frames.IdPlace)] ^= (byte)(1 << random.Next(8));
            frames.AddRange(frame);
        }
        return [.. frames];
    }
}
