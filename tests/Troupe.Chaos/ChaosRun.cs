using System.Diagnostics;
using Troupe.Chaos.Checking;
using Troupe.Chaos.Faults;
using Troupe.Chaos.Load;
using Troupe.Chaos.Measuring;
using Troupe.Chaos.Parents;
using Troupe.Chaos.Records;
using Troupe.Chaos.Reporting;

namespace Troupe.Chaos;

/// <summary>
/// One run: a calm stretch, the storm, a calm stretch; then the pool is disposed while jobs wait; then the checks.
/// <code>
///  submitters ─ jobs ─▶ pool of 4 ║ user code ─▶ ledger ──┐
///       └── outcomes ─▶ journal ──╫───────────────────────┼─▶ checker ─▶ report
///  schedule ─▶ injector ─▶ kill log ──────────────────────┘
/// </code>
/// </summary>
internal sealed class ChaosRun(ChaosOptions options, RunFolder folder) : IDisposable
{
    private const double CalmShare = 0.15;
    private const int LastJobs = 64;
    private const int UsageError = 64;
    private const int WarmJobs = 256;

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_goneAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(10);

    private readonly string _mark = $"{Environment.ProcessId}-{options.Seed}";
    private readonly StrayErrors _stray = new();
    private readonly PoolEvents _events = new();
    private readonly MemorySamples _memory = new();
    private readonly HoldingSamples _held = new();
    private readonly Journal _journal = new(folder.Journal);
    private readonly List<long> _received = [];

    public static async Task<int> RunAsync(ChaosOptions options)
    {
        var calm = TimeSpan.FromSeconds(options.Seconds * CalmShare);
        var schedule = FaultSchedule.Create(options.Seed, TimeSpan.FromSeconds(options.Seconds) - (2 * calm), options.KillEvery);
        if (schedule.Faults.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"A run of {options.Seconds} s has no room for a fault every {options.KillEvery} s: nothing would be checked.");
            return UsageError;
        }
        using var folder = RunFolder.Create();
        using var run = new ChaosRun(options, folder);
        var report = await run.RunAsync(schedule, calm);
        ReportText.Print(report, Console.Out);
        if (options.Json is { } path)
            await File.WriteAllTextAsync(path, ReportText.Json(report));
        return report.Holds ? 0 : 1;
    }

    private async Task<Report> RunAsync(FaultSchedule schedule, TimeSpan calm)
    {
        Console.WriteLine($"seed {options.Seed}: {schedule.Faults.Count} faults in {options.Seconds} s, schedule {schedule.Hash}");
        await CycleAsync();
        var before = Holdings.Now(folder.Temporary);

        var bench = await Workbench.StartAsync(_mark, folder.Ledger, _events);
        var tracker = new JobTracker(_journal);
        var submissions = new Submissions(bench, tracker);
        var submitters = new Submitters(submissions, options.Seed);
        var injector = new FaultInjector(bench, submissions, submitters, _events, _mark);
        var reading = Task.Run(async () =>
        {
            await foreach (var number in bench.Channel.ReadAllAsync())
                _received.Add(number);
        });
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync(bench, tracker, watching.Token);
        var load = submitters.RunAsync();

        await Task.Delay(s_warmUp);
        var managedBefore = MemorySamples.Live();
        using var loading = new CancellationTokenSource();
        var sampling = Task.WhenAll(_memory.RunAsync(watching.Token), _held.RunAsync(loading.Token));
        var first = await RateAsync(tracker, () => Task.Delay(calm));
        var storm = await RateAsync(tracker, () => injector.RunAsync(schedule));
        var second = await RateAsync(tracker, () => Task.Delay(calm));
        await loading.CancelAsync();
        submitters.Stop();
        var hang = JobTracker.JobTime + JobTracker.EndTime + s_settle;
        await Task.WhenAny(load, Task.Delay(hang));
        // Before the evidence is read, which grows with the run.
        var managedAfter = MemorySamples.Live();
        var shared = await ShareAsync(bench, reading);
        var disposing = await EndAsync(bench, tracker, submissions, hang);
        await UntilAsync(() => tracker.AllCallbacksSeen && tracker.Open == 0);
        await watching.CancelAsync();
        await Task.WhenAll(watch, sampling);

        var (left, sleeping) = await LeftAsync();
        await UntilAsync(() => Fits(before, Holdings.Now(folder.Temporary)));
        var after = Holdings.Now(folder.Temporary);
        var parents = await ParentRounds.RunAsync(options.Parents, options.Seed);
        var evidence = _journal.Read(folder.Ledger) with { Faults = injector.Log, Shared = shared };
        return Report.Of(options, schedule, injector, evidence, parents, new Measurements
        {
            CalmRate = (first + second) / 2,
            StormRate = storm,
            Pause = options.KillEvery ?? FaultSchedule.UsualPause,
            ReadyAgain = [.. _events.ReadyAgain],
            Hanging = tracker.Hanging,
            LongestJob = tracker.Longest,
            DisposeTime = disposing,
            DisposeLimit = Workbench.DrainTime + TimeSpan.FromSeconds(5),
            Left = left,
            LeftInOwnSession = sleeping,
            Zombies = ProcessTable.ZombiesOf(Environment.ProcessId),
            ResidentThirds = _memory.Thirds(),
            Managed = (managedBefore, managedAfter),
            Held = _held.All,
            Before = before,
            After = after,
            StrayErrors = [.. _stray.Collect(), .. _events.Alarms],
            ProtocolErrors = _events.ProtocolErrors,
            BrokenProtocols = BrokenLinks.Pids(evidence).Count,
            HalfFrames = injector.Log.Count(fault => fault.Kind == FaultKind.HalfFrame),
            Losses = _events.Losses,
        });
    }

    /// <summary>What a process needs once, such as threads and compiled code, is there before the first look at it.</summary>
    private async Task CycleAsync()
    {
        await using var bench = await Workbench.StartAsync(_mark, Path.Join(folder.Root, "warm"), _events);
        using var journal = new Journal(Path.Join(folder.Root, "warm-journal"));
        var tracker = new JobTracker(journal);
        var submissions = new Submissions(bench, tracker);
        var plan = new LoadPlan(options.Seed);
        await Task.WhenAll(Enumerable.Range(0, WarmJobs).Select(_ => submissions.SubmitAsync(plan.Next() with { CancelAfter = null })));
        await UntilAsync(() => tracker.AllCallbacksSeen);
    }

    /// <summary>Jobs of the load that ended in a stretch of the run, a second.</summary>
    private static async Task<double> RateAsync(JobTracker tracker, Func<Task> stretch)
    {
        var (clock, before) = (Stopwatch.StartNew(), tracker.Ended);
        await stretch();
        return (tracker.Ended - before) / clock.Elapsed.TotalSeconds;
    }

    private static async Task WatchAsync(Workbench bench, JobTracker tracker, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                tracker.LookForHanging(() => string.Join("; ", bench.Pool.Snapshot().Workers));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task<SharedContents> ShareAsync(Workbench bench, Task reading)
    {
        bench.Channel.Complete();
        await reading.WaitAsync(s_settle);
        return new SharedContents(_received, await bench.Value.GetAsync(), await bench.Dictionary.SnapshotAsync());
    }

    /// <summary>Disposes the pool while jobs wait, which it may run or cancel.</summary>
    private async Task<TimeSpan> EndAsync(Workbench bench, JobTracker tracker, Submissions submissions, TimeSpan hang)
    {
        tracker.AtEnd = true;
        var plan = new LoadPlan(-options.Seed);
        for (var job = 0; job < LastJobs; job++)
            _ = submissions.SubmitAsync(new JobSpec(JobKind.Sleep, plan.Next().Amount % 1000, Retriable: job % 2 == 0, CancelAfter: null));
        _ = submissions.HarmAsync(FaultKind.EndlessLoop, 0);
        var clock = Stopwatch.StartNew();
        await bench.DisposeAsync().AsTask().WaitAsync(hang);
        return clock.Elapsed;
    }

    private async Task<(IReadOnlyList<string> Left, int Sleeping)> LeftAsync()
    {
        var entry = $"{Workbench.Variable}={_mark}";
        var clock = Stopwatch.StartNew();
        IReadOnlyList<int> left;
        do
            left = ProcessTable.WithEnvironment(entry);
        while (left.Any(pid => !ProcessTable.IsSleepOfOwnSession(pid)) && clock.Elapsed < s_goneAfter);
        var sleeping = left.Count(ProcessTable.IsSleepOfOwnSession);
        return ([.. left.Where(pid => !ProcessTable.IsSleepOfOwnSession(pid)).Select(ProcessTable.Describe)], sleeping);
    }

    private static bool Fits(Holdings before, Holdings now) =>
        now.Files.Count <= before.Files.Count && now.Threads <= before.Threads && now.Timers <= before.Timers
            && now.TemporaryFiles <= before.TemporaryFiles;

    private static async Task UntilAsync(Func<bool> reached)
    {
        var clock = Stopwatch.StartNew();
        while (!reached() && clock.Elapsed < s_settle)
            await Task.Delay(100);
    }

    public void Dispose() => _journal.Dispose();
}
