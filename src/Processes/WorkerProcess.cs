using System.Diagnostics;
using Troupe.Platform.Systems;
using Troupe.Platform.Timing;
using Troupe.Processes.ControlGroups;
using Troupe.Processes.Stacks;

namespace Troupe.Processes;

/// <summary>One child process that this process started and owns, with its lifeline and its output.</summary>
/// <remarks>All members may be called from any thread. Disposal kills what still runs.</remarks>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>
    /// A process in uninterruptible sleep ignores SIGKILL; it is not waited for longer than this. A pool's end may take 5 s beyond its
    /// drain, and the worker's session has waited for 2 of them already.
    /// </summary>
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long the exit code of a process that is dead is waited for.</summary>
    private static readonly TimeSpan s_collectPatience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest start record, in bytes: what every pipe takes at once, even when no one reads, so that a child that
    /// never reads cannot hold up the writer (PIPE_BUF; the kernel's smallest pipe is one page).
    /// </summary>
    internal const int MaxStartRecordBytes = 4096;

    private readonly Process _process;
    private readonly ProcessGroup _group;
    private readonly OutputPump _output;
    private readonly Stream _lifeline;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<ProcessExit> _exited = ControlTasks.NewSource<ProcessExit>();
    private int _killed;
    private int _disposed;

    private WorkerProcess(Process process, WorkerStartInfo info)
    {
        _process = process;
        _time = info.TimeProvider;
        Pid = process.Id;
        StartTimeTicks = HostSystem.Current.StartTimeOf(Pid);
        _group = ProcessSystem.Current.Own(process, Pid, StartTimeTicks);
        _lifeline = process.StandardInput.BaseStream;
        _output = new OutputPump(process.StandardOutput.BaseStream, process.StandardError.BaseStream, info);
        if (info.EnableDiagnostics && OperatingSystem.IsLinux())
            Diagnostics = new DiagnosticsPort(Pid, StartTimeTicks, WorkerEnvironment.TemporaryFolder(process.StartInfo.Environment));

        if (ChildEnds.AreUnheard)
            ChildEnds.Watch(Pid, OnEnded);
        else
            ProcessSystem.Current.WatchExit(process, () => OnEnded(Collected()));
    }

    /// <summary>The process id; given out again by the system some time after the end.</summary>
    internal int Pid { get; }

    /// <summary>
    /// Start time in the system's own unit (Linux: clock ticks after boot); names the process together with
    /// <see cref="Pid"/>. Zero when it ended before it could be read.
    /// </summary>
    internal long StartTimeTicks { get; }

    /// <summary>Where the process tells what its threads do; null when it was started without, or the system names its port
    /// otherwise.</summary>
    internal DiagnosticsPort? Diagnostics { get; }

    /// <summary>Completes when the process is gone; does not wait for its output, nor for what it started.</summary>
    internal Task<ProcessExit> Exited => _exited.Task;

    /// <summary>
    /// Completes when all output was read, or at the latest one second (see <see cref="WorkerStartInfo.OutputGrace"/>)
    /// after <see cref="Exited"/>. Never faults.
    /// </summary>
    internal Task Drained => _output.Drained;

    /// <summary>Completes when the sink has been given every line. A sink that blocks delays it without limit.</summary>
    internal Task Delivered => _output.Delivered;

    /// <summary>The last 4 KiB of standard error so far, control characters escaped.</summary>
    internal string StderrTail => _output.StderrTail;

    /// <summary>The memory it holds now; null when it is gone.</summary>
    internal ProcessMemory? ReadMemory() => Exited.IsCompleted ? null : ProcessMemory.Read(Pid);

    /// <summary>Must be called on the spawner's thread.</summary>
    internal static WorkerProcess Start(WorkerStartInfo info)
    {
        var process = new Process { StartInfo = Describe(info) };
        ChildEnds.Remember();
        try
        {
            _ = process.Start();
        }
        catch (Exception error)
        {
            process.Dispose();
            throw ProcessStartException.From(info, error);
        }

        try
        {
            var started = new WorkerProcess(process, info);
            // Elsewhere, while the process gets going: the first time takes milliseconds, which the start of the next one would wait for.
            _ = ThreadPool.UnsafeQueueUserWorkItem(PrepareForShortage, started.Pid, preferLocal: false);
            return started;
        }
        catch (Exception error)
        {
            // No thread or descriptor left for its output: without them it must not run.
            process.Kill();
            throw ProcessStartException.From(info, error);
        }
    }

    /// <summary>
    /// Writes to the child's standard input, which stays open as its lifeline. Secrets go this way. Once, by one thread;
    /// a child that is gone does no harm, <see cref="Exited"/> tells how it ended.
    /// </summary>
    /// <param name="startRecord">What it is to know.</param>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxStartRecordBytes"/>.</exception>
    internal void Instruct(ReadOnlySpan<byte> startRecord)
    {
        if (startRecord.Length > MaxStartRecordBytes)
        {
            throw new ArgumentException(
                $"The start record of a worker may have {MaxStartRecordBytes} bytes, but this one has "
                + $"{startRecord.Length}. Send the rest over the link.");
        }

        try
        {
            _lifeline.Write(startRecord);
            _lifeline.Flush();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The child ended before it could read, or its lifeline was closed meanwhile.
        }
    }

    /// <summary>
    /// Ends the process and all it started, at once. Idempotent, never throws for a process that is gone, and useful
    /// after its end too: what it left behind in its group is ended then.
    /// </summary>
    internal void Kill()
    {
        Volatile.Write(ref _killed, 1);
        _group.Kill();
    }

    /// <summary>Asks the process to end, as SIGTERM does; what it makes of that is its own. Does nothing when it is gone.</summary>
    internal void Terminate() => _group.Terminate();

    /// <summary>Closes the child's standard input: a well-behaved worker takes it as the order to end. Idempotent.</summary>
    internal void CloseLifeline()
    {
        try
        {
            _lifeline.Dispose();
        }
        catch (IOException)
        {
            // The child is gone and the pipe broken: closed is closed.
        }
    }

    /// <summary>Kills what still runs and gives back everything held; takes a few seconds at the very most.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        CloseLifeline();
        Kill();
        try
        {
            await Exited.WaitAsync(s_killPatience, _time).OnControlThread();
        }
        catch (TimeoutException)
        {
            // It cannot be killed now (uninterruptible sleep, frozen group) and dies as soon as it wakes. Its Process
            // object stays, so that it is collected then and not left as a zombie.
            _output.Abandon();
            return;
        }

        await Drained.OnControlThread();
        _group.Dispose();
        _process.Dispose();
    }

    private static void PrepareForShortage(int pid)
    {
        _ = MemoryKills.OfThisProcess; // Kills that come later are told from those that were counted before.
        KillOrder.PutFirst(pid);
    }

    /// <summary>How it ended. .NET collects its children one after the other on its signal thread: there in a moment, or never.</summary>
    private ProcessExit Collected() =>
        _process.WaitForExit(ChildEnds.AreForgotten ? TimeSpan.Zero : s_collectPatience)
            ? new ProcessExit(_process.ExitCode)
            : ProcessExit.Forgotten;

    private void OnEnded(ProcessExit exit)
    {
        // A kill can fall into the moment before the child made its group and be answered by the child alone.
        if (Volatile.Read(ref _killed) != 0)
            _group.Kill();
        else if (exit.IsOfKill && MemoryKills.OfThisProcess?.Claim() is { } shortage)
            exit = exit with { Shortage = shortage };

        Diagnostics?.RemoveFiles();
        _output.OnProcessEnded();
        _ = _exited.TrySetResult(exit);
    }

    internal static ProcessStartInfo Describe(WorkerStartInfo info)
    {
        var start = new ProcessStartInfo
        {
            FileName = info.FileName,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = info.WorkingDirectory ?? "",
        };
        foreach (var argument in info.Arguments)
            start.ArgumentList.Add(argument);

        WorkerEnvironment.Apply(start.Environment, info);
        return start;
    }
}
