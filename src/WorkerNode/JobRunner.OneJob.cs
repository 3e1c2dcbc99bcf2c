namespace Troupe.WorkerNode;

/// <summary>
/// The part of a process that lives for one job. Two threads of the runner's serve the link, so that the main thread can
/// leave Main with the function's exit code: .NET then waits for the foreground threads that user code has left, while the
/// lifeline and the link go on being watched.
/// </summary>
internal sealed partial class JobRunner
{
    private const int ThrewCode = 1;

    private readonly ManualResetEventSlim _over = new(false, spinCount: 0);
    private volatile int _exitCode;

    /// <summary>Serves until the one job has ended and its outcome is sent.</summary>
    /// <param name="signals">What ends this process from outside.</param>
    /// <returns>The exit code of the process.</returns>
    public int ServeOneJob(StopSignals signals)
    {
        var first = NewRunner(1);
        _leader = first;
        first.UnsafeStart();
        NewRunner(2).UnsafeStart();
        signals.Obey(TryEndSoftly);
        _over.Wait();
        return _exitCode;
    }

    private void EndWith(RunningJob job, Exception? error)
    {
        if (error is OperationCanceledException && job.CancelRequested)
            _exitCode = OwnProcess.TerminatedCode;
        else if (error is not null)
            _exitCode = Fail(error);
        else
            _exitCode = Environment.ExitCode;
        _outbox.Flush();
        _over.Set();
    }

    private int Fail(Exception error)
    {
        try
        {
            Console.Error.WriteLine($"Unhandled exception in {Settings.ProcessName}. {error}");
        }
        catch (Exception second) when (second is IOException or ObjectDisposedException)
        {
            // The function has closed its standard error; its caller is told by the outcome.
        }
        return ThrewCode;
    }

    /// <summary>Fires the token of the function, if it has asked for one.</summary>
    /// <returns>Whether the function runs and holds its token: it ends when it sees fit, and the process with it.</returns>
    private bool TryEndSoftly()
    {
        lock (_gate)
            return _running?.TryCancel() == true;
    }
}
