using Troupe.Sessions;

namespace Troupe.Benchmarks.Growth.Dispatch;

/// <summary>A worker that there is not: takes a job, and ends it when it is told to.</summary>
internal sealed class MemorySession(WorkerId id, ISessionEvents events) : IWorkerSession
{
    private static readonly byte[] s_result = new byte[sizeof(int)];

    private ulong _job;
    private long _turn;

    public (long Now, long Peak) Memory => default;

    public void Start() => Tell(new WorkerReady(id, id.Slot + 1));

    /// <summary>Ends its job.</summary>
    public void Finish()
    {
        var report = new WorkerReport(id);
        report.Add(new Outcome(OutcomeKind.Succeeded, _job, _turn, s_result) { Ticks = 200_000 });
        Tell(report);
    }

    public void Assign(in Assignment assignment) => (_job, _turn) = (assignment.Job, _turn + 1);

    public void Flush()
    {
        // There is nothing to write.
    }

    public void Cancel(ulong job)
    {
        // Nobody cancels.
    }

    public void Answer(in NestedAnswer answer)
    {
        // Nobody submits.
    }

    public void ShutDown()
    {
        // The pool does not end.
    }

    public void Kill(string why, bool planned)
    {
        // The pool does not end.
    }

    public void Terminate()
    {
        // There is no process.
    }

    private void Tell(SessionEvent happened)
    {
        events.Add(happened);
        events.Run();
    }
}
