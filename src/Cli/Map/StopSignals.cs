using System.Runtime.InteropServices;
using Troupe.Cli.Exits;
using Troupe.Cli.Streams;

namespace Troupe.Cli.Map;

/// <summary>
/// Ctrl+C, SIGTERM and the end of a terminal: the first asks for a soft end, the second for one at once, and the third ends
/// the process, whatever holds it up.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly Action<string> _say;
    private int _signals;

    /// <param name="say">Tells the user what is going on.</param>
    public StopSignals(Action<string> say)
    {
        _say = say;
        PosixSignal[] stops = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _registrations = [.. stops.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    /// <summary>Fires when no more items are to be started; also by <see cref="Stop"/>.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Fires when those under way are to be killed too; also by <see cref="Kill"/>.</summary>
    public CancellationToken Killed => _kill.Token;

    /// <summary>The exit code that the first signal asks for; null without one.</summary>
    public int? Exit { get; private set; }

    /// <summary>Takes no further items, without a signal.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Kills what is under way, without a signal.</summary>
    public void Kill()
    {
        _stop.Cancel();
        _kill.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _kill.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        switch (Interlocked.Increment(ref _signals))
        {
            case 1:
                context.Cancel = true;
                Exit = context.Signal switch
                {
                    PosixSignal.SIGINT => ExitCode.Interrupted,
                    PosixSignal.SIGHUP => ExitCode.HungUp,
                    _ => ExitCode.Terminated,
                };
                _stop.Cancel();
                // Last, since the reader of standard error may be slow.
                _say("Stopping: items under way are finished and written. Press Ctrl+C again to kill them.");
                break;
            case 2:
                context.Cancel = true;
                _kill.Cancel();
                break;
            default:
                // The system's own way: the process ends here and now, and its workers with it. The first process of a container, which
                // the system ends by no signal that it leaves to the system, has to see to that itself.
                if (Environment.ProcessId == 1)
                    Native.ExitAtOnce(Exit ?? ExitCode.Terminated);
                break;
        }
    }
}
