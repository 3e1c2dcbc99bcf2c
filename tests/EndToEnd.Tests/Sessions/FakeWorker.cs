using Troupe.Processes;
using Troupe.Sessions;

namespace Troupe.EndToEnd.Tests.Sessions;

/// <summary>A worker without a process: it does what it is told to do, one thing at a time, and notes what it has run.</summary>
internal sealed class FakeWorker(WorkerId id, ISessionEvents events) : IWorkerSession
{
    private readonly Queue<(ulong Job, long Turn)> _jobs = new();
    private long _turns;
    private ulong _running;
    private bool _ended;

    /// <summary>How often it has begun each job.</summary>
    public Dictionary<ulong, int> Runs { get; } = [];

    /// <summary>Jobs whose end it has told, in order.</summary>
    public List<ulong> Told { get; } = [];

    /// <summary>What it was told of jobs that it had submitted.</summary>
    public List<ulong> Answers { get; } = [];

    public bool Ended => _ended;

    public (long Now, long Peak) Memory => (_turns, _turns);

    public void Assign(in Assignment assignment)
    {
        if (!_ended)
            _jobs.Enqueue((assignment.Job, ++_turns));
    }

    public void Flush()
    {
        // Nothing is held back.
    }

    public void Cancel(ulong job)
    {
        if (_running == job && !_ended)
            Finish(OutcomeKind.Cancelled);
    }

    public void Answer(in NestedAnswer answer) => Answers.Add(answer.Submission);

    public void ShutDown() => Die();

    public void Kill(string why, bool planned) => Die();

    public void Terminate() => Die();

    public void BeReady() => Tell(new WorkerReady(id, 7));

    /// <summary>Begins the next job, or ends the one that runs.</summary>
    public void GoOn()
    {
        if (_ended || _jobs.Count == 0)
            return;
        if (_running != 0)
        {
            Finish(OutcomeKind.Succeeded);
            return;
        }
        _running = _jobs.Peek().Job;
        Runs[_running] = Runs.GetValueOrDefault(_running) + 1;
    }

    /// <summary>Ends; the judgement is right.</summary>
    public void Die()
    {
        if (_ended)
            return;
        _ended = true;
        var loss = new WorkerLoss(id, 7, new ProcessExit(3), WorkerLostReason.Exited);
        Tell(new WorkerEnded(id, loss) { JobsReceived = _turns, Running = _running });
        Tell(new WorkerClosed(id));
    }

    private void Finish(OutcomeKind kind)
    {
        var (job, turn) = _jobs.Dequeue();
        _running = 0;
        Told.Add(job);
        var report = new WorkerReport(id);
        report.Add(new Outcome(kind, job, turn, kind == OutcomeKind.Succeeded ? BitConverter.GetBytes(job) : default));
        Tell(report);
    }

    private void Tell(SessionEvent happened)
    {
        events.Add(happened);
        events.Run();
    }
}
