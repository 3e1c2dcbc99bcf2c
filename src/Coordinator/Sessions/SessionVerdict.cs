using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>Judges a worker that is gone: what its jobs did, and what ended it. Changes nothing.</summary>
internal static class SessionVerdict
{
    /// <summary>The verdict on a worker whose process has ended and whose link was read to its end.</summary>
    /// <param name="state">What the session has of its worker.</param>
    /// <param name="life">Where the worker stood.</param>
    /// <param name="start">How it was started.</param>
    /// <param name="stops">Which job was being ended.</param>
    /// <param name="finished">The last assignment whose outcome has come.</param>
    /// <param name="exit">How the process ended.</param>
    public static WorkerEnded Of(
        SessionState state, SessionLife life, SessionStart start, JobStops stops, long finished, ProcessExit exit)
    {
        var page = state.Record is { } record ? FlightPage.Of(record) : default;
        var loss = LossOf(state, life, exit);
        // What stops the program goes to all of its processes, and one that starts cannot leave it to its parent yet: no fault of the
        // worker.
        var interrupted = state is { Setup.Child: null, Link: null } && life.KillReason is null
            && exit.SignalName is "SIGINT" or "SIGTERM" or "SIGHUP";
        if (!life.WasReady && !interrupted)
            state.StartError ??= NotReady(state, loss, exit);
        var running = state.NumberOf(page.Running);
        return new WorkerEnded(state.Id, loss)
        {
            JobsReceived = state.Jobs.Last,
            Running = running > 0 ? page.Running : 0,
            RunningItem = state.RunningItem,
            TimeWasUp = running > 0 && stops.IsOverdue(state.Jobs[running]),
            Stacks = stops.Stacks,
            TellsStacks = state.Process?.Diagnostics is not null,
            InDoubt = page.InDoubt(state.Jobs, finished),
            StartError = life.WasReady ? null : state.StartError,
            StartFault = life.WasReady ? null : start.Fault,
            StartThrew = start.Fault is not null,
            KillReason = life.KillReason,
            Expected = life.IsPlanned || interrupted,
        };
    }

    /// <summary>A session has failed by itself: it is not known what the worker's jobs did.</summary>
    public static WorkerEnded OfFailure(SessionState state, SessionLife life, Exception error) =>
        new(state.Id, LossOf(state, life, ProcessExit.GivenUp))
        {
            Failure = error,
            JobsReceived = state.Jobs.Last,
            StartError = life.WasReady ? null : error,
        };

    private static WorkerLostException NotReady(SessionState state, WorkerLoss loss, ProcessExit exit)
    {
        var kind = state.Setup.Child is null ? "Worker" : "Process";
        var (when, advice) = exit.IsOfProcess ? (" before it reported ready", WorkerVersion.Explain()) : ("", "");
        return loss.ToException($"{kind} {state.Setup.NameOf(state.Id)} {exit}{when}.{advice}", mayHaveRun: false);
    }

    private static WorkerLoss LossOf(SessionState state, SessionLife life, ProcessExit exit) =>
        new(state.Id, state.Process?.Pid ?? 0, exit, WorkerLoss.ReasonOf(exit, life.KilledFor))
        {
            PeakMemory = state.Record?.PeakMemory ?? 0,
            StandardErrorTail = state.Process?.StderrTail ?? "",
        };
}
