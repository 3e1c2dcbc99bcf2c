using System.Runtime.InteropServices;

namespace Troupe.Cli.Map;

/// <summary>Ctrl+C and SIGTERM: the first asks for a soft end, the second for one at once.</summary>
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
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
    }

    /// <summary>Fires when no more items are to be started; also by <see cref="Stop"/>.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Fires when those under way are to be killed too.</summary>
    public CancellationToken Killed => _kill.Token;

    /// <summary>The exit code that the first signal asks for; null without one.</summary>
    public int? Exit { get; private set; }

    /// <summary>Takes no more items, without a signal.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _kill.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _kill.Cancel();
            return;
        }

        Exit = context.Signal == PosixSignal.SIGINT ? ExitCode.Interrupted : ExitCode.Terminated;
        _say("Stopping: items under way are finished and written. Press Ctrl+C again to kill them.");
        _stop.Cancel();
    }
}
