using Microsoft.Extensions.Logging;
using Troupe.Logging;
using Troupe.Platform.Timing;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>
/// A worker process on its way: what it is started with is put together on the spawner's thread, while the session that wants it
/// prepares the rest. The process waits for its start record, so a pool's first worker is launched before there is a
/// socket for it: to start a process and to set up the pool take as long, and happen at the same time.
/// </summary>
internal sealed class WorkerLaunch
{
    private int _taken;
    private LastJobView? _lastJob;

    private WorkerLaunch(ProcessPoolOptions options, string directory, WorkerId worker, string name, ILogger log)
    {
        Worker = worker;
        Process = ProcessSpawner.StartAsync(() => Describe(options, directory, name, log));
    }

    /// <summary>One whose process comes on command: the seam for specs of a slow spawner.</summary>
    internal WorkerLaunch(WorkerId worker, Task<WorkerProcess> process) => (Worker, Process) = (worker, process);

    /// <summary>The incarnation that it is for.</summary>
    public WorkerId Worker { get; }

    /// <summary>The process that waits for its start record; fails when it could not be started.</summary>
    public Task<WorkerProcess> Process { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="options">The pool's.</param>
    /// <param name="directory">The pool's directory.</param>
    /// <param name="worker">Which incarnation it will be.</param>
    /// <param name="name">What it is called in logs.</param>
    /// <param name="log">Where its output goes when that is forwarded.</param>
    public static WorkerLaunch Begin(ProcessPoolOptions options, string directory, WorkerId worker, string name, ILogger log) =>
        new(options, directory, worker, name, log);

    /// <summary>Takes it, once.</summary>
    /// <returns>False when it is taken already.</returns>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Tells whose output comes from now on.</summary>
    public void OutputBelongsTo(LastJobView lastJob) => Volatile.Write(ref _lastJob, lastJob);

    /// <summary>Ends the process if it was not taken.</summary>
    public Task AbandonAsync() => TryTake() ? EndAsync() : Task.CompletedTask;

    /// <summary>Ends the process, whenever it comes: for an owner that does not wait for it.</summary>
    public async Task EndAsync()
    {
        try
        {
            await (await Process.OnControlThread()).DisposeAsync().AsTask().OnControlThread();
        }
        catch (Exception error) when (error is ProcessStartException or ArgumentException or IOException or InvalidOperationException
            or BadImageFormatException)
        {
            // It was not started: there is nothing to end, and no caller to report the reason to.
        }
    }

    private WorkerStartInfo Describe(ProcessPoolOptions options, string directory, string name, ILogger log)
    {
        var program = WorkerProgram.For(options.PluginPath, directory);
        var environment = new Dictionary<string, string?>(program.Environment);
        foreach (var (variable, value) in options.Environment)
            environment[variable] = value;
        return program with
        {
            Environment = environment,
            WorkingDirectory = options.WorkingDirectory ?? program.WorkingDirectory,
            EnableDiagnostics = options.EnableDiagnostics,
            OutputMode = options.OutputMode,
            OutputSink = line => Forward(log, name, line),
            OutputJob = () => Volatile.Read(ref _lastJob)?.Current ?? 0,
        };
    }

    private static void Forward(ILogger log, string worker, OutputLine line)
    {
        if (line.Kind == OutputKind.Error)
            Log.StandardError(log, worker, line.Job, line.Text);
        else
            Log.StandardOutput(log, worker, line.Job, line.Text);
    }
}
