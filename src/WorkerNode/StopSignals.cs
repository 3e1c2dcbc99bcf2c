using System.Runtime.InteropServices;

namespace Troupe.WorkerNode;

/// <summary>
/// The signals by which a system or a user stops a program: SIGTERM, SIGINT and SIGHUP. They often go to all of its processes at once
/// (systemd's usual stop of a unit, the end of a container, a kill of a group), and it is the parent's to decide what becomes of the
/// work: a worker leaves them to it and ends when it is told to, or when the parent is gone. A process that lives for one job is ended by
/// a SIGTERM, as a program of its own. Handlers are not inherited: what a job starts has the signals as usual.
/// </summary>
internal sealed class StopSignals
{
    private readonly Lock _gate = new();
    private readonly ParentWatchdog _watchdog;
    private readonly PosixSignalRegistration[] _registrations = [];
    private PosixSignal? _early;
    private Func<bool>? _endsSoftly;

    private StopSignals(ParentWatchdog watchdog)
    {
        _watchdog = watchdog;
        if (!OperatingSystem.IsWindows())
            _registrations = [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT), Register(PosixSignal.SIGHUP)];
    }

    /// <summary>Takes the signals of this process. The first thing a worker does: until then one of them is its end.</summary>
    public static StopSignals Take(ParentWatchdog watchdog) => new(watchdog);

    /// <summary>
    /// From here on this process ends by SIGTERM, and one that came before counts. The other two are what they are in any program.
    /// </summary>
    /// <param name="endsSoftly">Asks the process to end: true when it will do so by itself, since its function holds its token.</param>
    public void Obey(Func<bool> endsSoftly)
    {
        PosixSignal? early;
        lock (_gate)
        {
            _endsSoftly = endsSoftly;
            early = _early;
        }
        foreach (var registration in _registrations.Skip(1))
            registration.Dispose();
        if (early is not null)
            End(endsSoftly);
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, OnSignal);

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Func<bool>? endsSoftly;
        lock (_gate)
        {
            _early = context.Signal;
            endsSoftly = _endsSoftly;
        }
        _ = endsSoftly?.Invoke();
        // The kernel's word of the parent's death is a SIGTERM, too.
        if (_watchdog.Parent is { } parent && OwnProcess.IsGone(parent))
            _watchdog.Terminate();
        if (endsSoftly is not null)
            End(endsSoftly);
    }

    private static void End(Func<bool> endsSoftly)
    {
        if (!endsSoftly())
            Environment.Exit(OwnProcess.TerminatedCode); // The coordinator lives and clears up.
    }
}
