using Troupe.Processes.ControlGroups;

namespace Troupe.Sessions;

/// <summary>Checks a session's worker from time to time: whether it lives, answers, and keeps to its memory. The session's lock is
/// held, but where it says so.</summary>
internal sealed class SessionHealth(SessionState state, SessionGate gate, SessionLife life)
{
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private HealthWatch _health;
    private AnswerWatch _answers;
    private long _memory;
    private long _peakMemory;

    /// <summary>What the worker held at the last check, and at most, in bytes. Safe for any thread.</summary>
    public (long Now, long Peak) Memory => (Volatile.Read(ref _memory), Volatile.Read(ref _peakMemory));

    /// <summary>The worker is ready: from now on it is checked.</summary>
    public void Begin()
    {
        gate.RunLater(Period, Check);
        NoteMemory();
    }

    private void Check()
    {
        if (state.Record is not { } record)
            return;
        gate.RunLater(Period, Check);
        NoteMemory();
        MemoryKills.OfThisProcess?.Check();
        _health = _health.Check(record.Heartbeat);
        CheckAnswers(alive: _health.Unchanged == 0);
        if (_health.Dead)
        {
            life.Kill(
                $"it gave no sign of life for {HealthWatch.DeadAfter} checks, one each {Period.TotalMilliseconds:0} ms",
                WorkerLostReason.Frozen);
        }
        var options = state.Setup.Options;
        if (options.HardMemoryLimit?.InBytes is { } hard && record.Memory > hard)
        {
            life.Kill(
                $"it held {record.Memory >> 20} MiB of memory, more than the limit of {hard >> 20} MiB", WorkerLostReason.MemoryLimit);
        }
        if (options.SoftMemoryLimit?.InBytes is { } soft && record.Memory > soft)
            gate.Tell(new WorkerOverSoftLimit(state.Id));
    }

    /// <summary>Snapshots are taken on other threads, which must not read a page that may be unmapped.</summary>
    private void NoteMemory()
    {
        Volatile.Write(ref _memory, state.Record?.Memory ?? 0);
        Volatile.Write(ref _peakMemory, state.Record?.PeakMemory ?? 0);
    }

    /// <summary>An outcome that does not come, or a job that is not begun, though the worker lives: it is killed, and its page tells what
    /// ran.</summary>
    private void CheckAnswers(bool alive)
    {
        if (state.Record is not { } record || state.Link is not { } link || state.IsReading)
            return;
        var page = FlightPage.Of(record);
        var sample = new AnswerWatch.Sample(page, link.Delivered, link.Pending);
        _answers = _answers.Check(sample, page.IsAnswerDue(state.Jobs), alive);
        if (_answers.Broken)
        {
            life.Kill("it lives and no longer answers: its link to the pool is broken, as when code that runs there closes or replaces "
                + "its descriptor", WorkerLostReason.LinkLost);
        }
    }
}
