using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Processes;
using Troupe.Remoting.Flight;

namespace Troupe.Coordination;

/// <summary>After the end of the worker: what it had finished, whom to blame, what waits again.</summary>
internal sealed partial class WorkerProxyActor
{
    /// <summary>Process gone and link read to its end: only then is everything known that there is to know.</summary>
    private void EndIfOver()
    {
        if (_ended || _exit is not { } exit || !_linkDown)
            return;
        _ended = true;
        Recover();
        _actors?.End($"worker {id} (pid {_process?.Pid}) {exit}");
        Judge(exit);
        Context.StopSelf();
    }

    private void Recover()
    {
        try
        {
            if (_record is not null && FlightRecovery.MissingFrames(_record, _link?.Delivered ?? 0) is { } missing)
                OnFrames(missing);
        }
        catch (ProtocolViolationException error)
        {
            Log.DamagedPage(setup.Log, id.ToString(), PrintableText.Escape(error.Message));
        }
    }

    private void Judge(ProcessExit exit)
    {
        var because = setup.SharedProcess is null ? "" : FailShared(exit);
        var running = _record?.RunningJob ?? 0;
        _jobs.Remove(running, out var blamed);
        foreach (var job in _jobs.Values.Where(job => job.CancelRequested))
            job.Cancel();
        var unstarted = _jobs.Values.Where(job => !job.Settled).OrderBy(job => job.Id).ToList();
        _jobs.Clear();
        var blame = blamed is null ? default : JobFault.Of(Blame(blamed, exit));
        // Ctrl+C in a terminal goes to the whole group, which a process leaves only as it starts: no fault of the worker.
        var interrupted = setup.Child is null && !_ready && _killedBecause is null && exit.SignalName == "SIGINT";
        if (!_ready && !interrupted)
            _startError ??= Lost($"{(setup.Child is null ? "Worker" : "Process")} {setup.NameOf(id)} {exit} before it reported ready.{LastWords()}", exit);
        if (!_planned && !interrupted)
            Log.WorkerEnded(setup.Log, setup.NameOf(id), _process?.Pid ?? 0, exit.ToString(), _killedBecause ?? "by itself");
        Coordinator.Tell(new WorkerEnded(id, unstarted, blamed, blame, _ready ? null : _startError) { Exit = exit, Taken = _taken, Because = because });
    }

    private Exception Blame(Job job, ProcessExit exit)
    {
        if (IsOverdue(job))
            return TimeoutOf(job, killed: true);
        if (job.CancelRequested)
            return new OperationCanceledException($"Job {job.Id} ({job.Name}) was cancelled while it ran, and its worker killed.");
        var peak = _record?.PeakMemory ?? 0;
        var item = job.Count > 0 ? $", item {job.FirstItem + _record?.RunningItem}" : "";
        var killed = _killedBecause is null ? "" : $" The pool killed it because {_killedBecause}.";
        var text = setup.Child is { } child
            ? $"Process {child.Name} (pid {_process?.Pid}) {exit} before its function {job.Name} was done.{(_killedBecause is null ? "" : $" It was killed because {_killedBecause}.")} Peak memory {peak >> 20} MiB.{LastWords()}"
            : $"Job {job.Id} ({job.Name}{item}) ran on worker {id} (pid {_process?.Pid}) when the worker {exit}.{killed} Peak memory {peak >> 20} MiB.{LastWords()} The job may have run in part; set JobOptions.Retry if it may run again.";
        return _overMemory
            ? new MemoryLimitExceededException(text) { Pid = _process?.Pid ?? 0, Slot = id.Slot, Generation = id.Generation, ExitCode = exit.ExitCode, SignalName = exit.SignalName, PeakMemory = peak, StandardErrorTail = _process?.StderrTail ?? "" }
            : Lost(text, exit);
    }

    private WorkerLostException Lost(string text, ProcessExit exit) =>
        new(text) { Pid = _process?.Pid ?? 0, Slot = id.Slot, Generation = id.Generation, ExitCode = exit.ExitCode, SignalName = exit.SignalName, PeakMemory = _record?.PeakMemory ?? 0, StandardErrorTail = _process?.StderrTail ?? "" };

    private string LastWords() => _process?.StderrTail is { Length: > 0 } tail ? $" Its last words: {tail.Trim()}" : "";
}
