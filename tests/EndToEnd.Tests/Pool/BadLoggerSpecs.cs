using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.State;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>A logger that throws, as one of a full disk or one that was disposed of does, changes nothing else.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The lines hold nothing that is to be given back.")]
public sealed class BadLoggerSpecs : PoolSpecs
{
    private const int WorkerEnded = 2;
    private const int PeerRefused = 5;

    private readonly LogLines _log = new();
    private int? _only;

    public BadLoggerSpecs() => _log.Seen = line =>
    {
        if (_only is null || line.Event.Id == _only)
            throw new IOException("No space left on device.");
    };

    [Theory]
    [InlineData(WorkerEnded)]
    [InlineData(null)]
    public async Task A_job_whose_worker_dies_has_its_outcome_and_the_next_job_a_worker(int? only)
    {
        _only = only;
        await using var pool = await StartLogged();
        (await Should.ThrowAsync<WorkerLostException>(pool.RunAsync(Work.SayAndExit, "last words").WaitAsync(Patience))).ExitCode
            .ShouldBe(3);
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
        ShouldHaveThrownAt("ended");
        await Until(() => Texts().Any(text => text.Contains("last words", StringComparison.Ordinal)), "the output is logged");
    }

    [Fact]
    public async Task A_stranger_is_refused_and_the_process_lives()
    {
        _only = PeerRefused;
        await using var pool = await StartLogged();
        using var stranger = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await stranger.ConnectAsync(new UnixDomainSocketEndPoint(SocketOf()));
        await stranger.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await Until(() => Texts().Any(text => text.Contains("refused", StringComparison.Ordinal)), "the stranger is refused");
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task What_jobs_print_and_log_and_their_retries_and_callbacks_do_not_end_them()
    {
        await using var pool = await StartLogged();
        await pool.RunAsync(Work.Say, "hello").WaitAsync(Patience);
        await pool.RunAsync(Contexts.LogLines, "from the job").WaitAsync(Patience);
        var retry = new JobOptions { Retry = RetryPolicy.OnWorkerLoss(2).AndOn<InvalidOperationException>() };
        (await pool.RunAsync(Contexts.FailUntil, 2, retry).WaitAsync(Patience)).ShouldBe(2);
        await pool.Submit(Arithmetic.Answer, onResult: _ => throw new InvalidOperationException("a bad callback")).Task.WaitAsync(Patience);
        await Until(
            () => Texts().Count(text => text.Contains("a bad callback", StringComparison.Ordinal)) == 1,
            "the callback's error is logged");
        await Until(() => Texts().Any(text => text.Contains("error: hello", StringComparison.Ordinal)), "the output is logged");
        (await pool.RunAsync(Arithmetic.Answer).WaitAsync(Patience)).ShouldBe(42);
        ShouldHaveThrownAt("from the job");
        ShouldHaveThrownAt("is tried again");
        pool.Snapshot().Workers.ShouldHaveSingleItem().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task A_hosted_object_starts_again()
    {
        await using var pool = await StartLogged();
        await using var counter = await pool.HostAsync(() => new Counter(1)).WaitAsync(Patience);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        counter.Lost += (_, _) =>
        {
            lost.TrySetResult();
            throw new InvalidOperationException("a bad handler");
        };
        ProcessTable.Kill(counter.Pid);
        await lost.Task.WaitAsync(Patience);
        (await counter.RunAsync(_ => 42).WaitAsync(Patience)).ShouldBe(42);
        await Until(() => Texts().Any(text => text.Contains("a bad handler", StringComparison.Ordinal)), "the handler's error is logged");
    }

    [Fact]
    public async Task A_child_process_has_its_outcome()
    {
        await using var child = ChildProcess.Start(
            Work.SayAndExit,
            "last words",
            new ChildProcessOptions { LoggerFactory = _log, OutputMode = OutputMode.Forward });
        (await child.WaitForExitAsync(Patience)).ShouldBeTrue();
        child.ExitCode.ShouldBe(3);
        await Until(() => Texts().Any(text => text.Contains("last words", StringComparison.Ordinal)), "the output is logged");
    }

    [Fact]
    public async Task An_error_of_a_dropped_task_that_cannot_be_logged_keeps_no_other_one_from_the_log()
    {
        await using (var pool = await StartLogged())
            await DropAsync(pool);
        await Until(() =>
        {
            GC.Collect();
            return Texts().Count(text => text.Contains("nobody waits for this", StringComparison.Ordinal)) == 2;
        }, "both are logged");
    }

    // A frame of its own: a local that is left would keep the task.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task DropAsync(ProcessPool pool)
    {
        _ = pool.RunAsync(Work.Throw, "nobody waits for this");
        _ = pool.RunAsync(Work.Throw, "nobody waits for this");
        return pool.WaitForDrainAsync().WaitAsync(Patience);
    }

    private Task<ProcessPool> StartLogged() =>
        Start(new ProcessPoolOptions { Workers = 1, LoggerFactory = _log, OutputMode = OutputMode.Forward });

    private IEnumerable<string> Texts() => _log.Lines.Select(line => line.Text);

    private void ShouldHaveThrownAt(string part) => Texts().ShouldContain(text => text.Contains(part, StringComparison.Ordinal));

    private static string SocketOf() =>
        new[] { Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), "/dev/shm", Path.GetTempPath() }
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root!, $"troupe-{Environment.ProcessId}-*"))
            .Select(folder => Path.Join(folder, "socket"))
            .Single(File.Exists);
}
