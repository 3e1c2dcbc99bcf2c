using Troupe.Jobs;
using Troupe.Logging;
using Troupe.Messages.Frames;
using Troupe.Processes;
using Troupe.Remoting.Flight;
using Troupe.Texts;

namespace Troupe.Coordination;

/// <summary>After the end of the worker: what it had finished, whom to blame, what waits again.</summary>
internal sealed partial class WorkerProxyActor
{
    /// <summary>Process gone and link read to its end: only then is everything known that there is to know.</summary>
    private void End()
    {
        var exit = _exit ??= ProcessExit.NotStarted;
        Recover();
        TellGone(HowLost(exit));
        Judge(exit);
        Context.StopSelf();
    }

    private string HowLost(ProcessExit exit) => $"worker {id} (pid {_process?.Pid}) {exit}";

    private void Recover()
    {
        try
        {
            if (_record is not null && FlightRecovery.MissingFrames(_record, _link?.Delivered ?? 0) is { } missing)
                OnFrames(missing);
        }
        catch (ProtocolViolationException error)
        {
            // A worker that writes to its link what it likes makes page and link disagree: nothing else need be damaged then.
            if (!_unheard)
                Log.DamagedPage(setup.Log, id.ToString(), PrintableText.Escape(error.Message));
            _unheard = true;
        }
    }

    private void Judge(ProcessExit exit)
    {
        var page = _record is null ? default : Page.Of(_record);
        var doubtful = page.InDoubt(_jobs.Values, _finishedTurn, _taken);
        _jobs.Remove(page.Running, out var blamed);
        blamed?.Given?.OnLoss(HowLost(exit));
        foreach (var job in _jobs.Values.Where(job => job.CancelRequested))
            job.Cancel();
        foreach (var job in doubtful.Where(job => !job.Settled))
        {
            _jobs.Remove(job.Id);
            job.Given?.OnLoss(HowLost(exit));
            Coordinator.Tell(new JobFailedAttempt(id, job, JobFault.Of(Doubt(job, exit))));
        }
        var unstarted = _jobs.Values.Where(job => !job.Settled).OrderBy(job => job.Id).ToList();
        _jobs.Clear();
        var why = WhyEnded(blamed);
        var blame = blamed is null ? default : JobFault.Of(Blame(blamed, exit));
        // What stops the program goes to all of its processes, and one that starts cannot leave it to its parent yet: no fault of the worker.
        var interrupted = setup.Child is null && _link is null && _killedBecause is null && exit.SignalName is "SIGINT" or "SIGTERM" or "SIGHUP";
        if (!_planned && !interrupted)
            LogEnd(exit, why);
        if (!_life.WasReady && !interrupted)
            _startError ??= LossOf(exit).ToException($"{(setup.Child is null ? "Worker" : "Process")} {setup.NameOf(id)} {exit}{(exit.IsOfProcess ? " before it reported ready" : "")}.", maybeRan: false);
        Coordinator.Tell(new WorkerEnded(id, unstarted, blamed, blame, _life.WasReady ? null : _startError) { RunningItem = RunningItem, Loss = LossOf(exit), Taken = _taken, StartThrew = _startThrew });
    }

    private void LogEnd(ProcessExit exit, string why)
    {
        if (exit.IsOfProcess)
            Log.WorkerEnded(setup.Log, setup.NameOf(id), _process?.Pid ?? 0, exit.ToString(), $"{why}{LastWords()}");
        else
            Log.WorkerNotStarted(setup.Log, setup.NameOf(id), _startError?.Message ?? why);
    }

    private WorkerLostException Doubt(Job job, ProcessExit exit) =>
        LossOf(exit).ToException($"Job {job.Id} ({job.Name}) was with worker {id} (pid {_process?.Pid}) when the worker {exit}.{WhyKilled()} Its outcome did not arrive: the job may have run, wholly or in part. Set JobOptions.Retry if it may run again.");

    /// <summary>For the log, which names the job where a reader would look for a fault of the worker.</summary>
    private string WhyEnded(Job? blamed)
    {
        if (blamed is not null && IsOverdue(blamed))
            return $"It was ended for job {blamed.Id} ({blamed.Name}), which ran longer than its limit of {blamed.Options.Timeout} and did not end by its token.";
        if (_killedBecause is not null)
            return $"The pool killed it because {_killedBecause}.";
        return blamed is { CancelRequested: true }
            ? $"It was ended for job {blamed.Id} ({blamed.Name}), which was cancelled and did not end by its token."
            : $"Nothing in the pool ended it{(blamed is null ? "" : $"; job {blamed.Id} ({blamed.Name}) ran there")}.";
    }

    private string WhyKilled() => _killedBecause is null ? "" : $" The pool killed it because {_killedBecause}.";

    private Exception Blame(Job job, ProcessExit exit)
    {
        if (IsOverdue(job))
            return TimeoutOf(job, killed: true);
        if (job.CancelRequested)
            return new OperationCanceledException($"Job {job.Id} ({job.Name}) was cancelled while it ran, and its worker killed.");
        var item = job.Count > 0 ? $", {NameOfItem(job)}" : "";
        var text = setup.Child is { } child
            ? $"Process {child.Name} (pid {_process?.Pid}) {exit} before its function {job.Name} was done.{(_killedBecause is null ? "" : $" It was killed because {_killedBecause}.")}"
            : $"Job {job.Id} ({job.Name}{item}) ran on worker {id} (pid {_process?.Pid}) when the worker {exit}.{WhyKilled()} The job may have run in part{RetryAdvice(job)}.";
        return LossOf(exit).ToException(text);
    }

    private int RunningItem => _record?.RunningItem ?? FlightRecord.NoItem;

    /// <summary>For errors: which item of a chunk runs.</summary>
    private string NameOfItem(Job job) => RunningItem < 0
        ? "before its first item: what the function has captured was being decoded"
        : $"item {job.FirstItem + Math.Max(RunningItem, job.Skip)}";

    private WorkerLoss LossOf(ProcessExit exit) =>
        new(id, _process?.Pid ?? 0, exit, WorkerLoss.ReasonOf(exit, _killedBecause is null ? null : _killedFor))
        {
            PeakMemory = _record?.PeakMemory ?? 0,
            StandardErrorTail = _process?.StderrTail ?? "",
        };

    private static string RetryAdvice(Job job) =>
        job.Options.Policy.Attempts <= 1 ? "; set JobOptions.Retry if it may run again"
        : job.Count == 0 ? $"; this was attempt {job.Attempt} of the {job.Options.Policy.Attempts} that JobOptions.Retry allows"
        : "";

    /// <summary>For the log alone: errors may be shown to others, and have them as a property.</summary>
    private string LastWords() => _process?.StderrTail is { Length: > 0 } tail ? $" Its last words: {tail.Trim()}" : "";
}
