using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Sessions;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>In another worker's place: keeps what it is told of the job that its own has submitted.</summary>
internal sealed class OtherWorker(WorkerId id, DispatchLoop loop) : IWorkerSession
{
    private ulong _job;
    private bool _ended;

    public List<NestedAnswer> Answers { get; } = [];

    public (long Now, long Peak) Memory => default;

    /// <summary>It is ready, and is given a job that lasts.</summary>
    public void Begin()
    {
        loop.Tell(new WorkerReady(id, 1));
        loop.Tell(new CallJob<int>(
            new PoolFunction(int.MaxValue, "Parent", []),
            new byte[4],
            JobOptions.Default,
            DeclaredResult<int>.Instance));
        Tell(new Outcome(OutcomeKind.Lasts, _job, 1, default));
    }

    public void Submit(ulong number, Submission submission) =>
        Tell(new Outcome(OutcomeKind.Submitted, number, 0, default) { Detail = submission });

    public void End()
    {
        if (_ended)
            return;
        _ended = true;
        loop.Tell(new WorkerEnded(id, WorkerLoss.Unknown(id)) { JobsReceived = 1, Running = _job });
        loop.Tell(new WorkerClosed(id));
    }

    public void Assign(in Assignment assignment) => _job = assignment.Job;

    public void Answer(in NestedAnswer answer) => Answers.Add(answer);

    public void Flush()
    {
        // Nothing gathers here.
    }

    public void Cancel(ulong job)
    {
        // Its job does not hear it.
    }

    public void ShutDown()
    {
        // The end of the pool kills it.
    }

    public void Kill(string why, bool planned)
    {
        // It is gone when the input has been looked at.
    }

    public void Terminate()
    {
        // Only a child is asked to.
    }

    private void Tell(in Outcome outcome)
    {
        var report = new WorkerReport(id);
        report.Add(outcome);
        loop.Tell(report);
    }
}
