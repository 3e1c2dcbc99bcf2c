using Troupe.Links.Flight;
using Troupe.Logging;
using Troupe.Messages.Frames;
using Troupe.Platform.Texts;
using Troupe.Platform.Timing;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>After the end of the worker: what it had finished, whom to blame, and that all it held is given back.</summary>
internal sealed partial class WorkerSession
{
    /// <summary>How it ended; null while its end is not told.</summary>
    private string? _gone;

    private int RunningItem => _record?.RunningItem ?? FlightRecord.NoItem;

    /// <summary>Process gone and link read to its end: only then is everything known that there is to know.</summary>
    private void End()
    {
        var exit = _exit ??= ProcessExit.NotStarted;
        _assignments.MoveTo(_jobs);
        TellBegun();
        Recover();
        Finish(Judge(exit), $"worker {_id} (pid {_process?.Pid}) {exit}");
    }

    /// <summary>What the reader has taken from the worker and not told yet, since it is held up elsewhere, is not lost with the
    /// worker.</summary>
    private void TellBegun()
    {
        if (_begun is { Outcomes.Length: > 0 } begun)
            Tell(begun.Split());
        _begun = null;
    }

    private void Recover()
    {
        try
        {
            if (_record is not null && FlightRecovery.MissingFrames(_record, _link?.Delivered ?? 0) is { } missing)
                Take(missing, afterEnd: true);
        }
        catch (ProtocolViolationException error)
        {
            // A worker that writes to its link what it likes makes page and link disagree: nothing else need be damaged then.
            if (!_outputLost)
                Afterwards(() => Log.DamagedPage(_setup.Log, _id.ToString(), PrintableText.Escape(error.Message)));
            _outputLost = true;
        }
    }

    private WorkerEnded Judge(ProcessExit exit)
    {
        var page = _record is null ? default : FlightPage.Of(_record);
        var loss = LossOf(exit);
        // What stops the program goes to all of its processes, and one that starts cannot leave it to its parent yet: no fault of the
        // worker.
        var interrupted = _setup.Child is null && _link is null && _killReason is null
            && exit.SignalName is "SIGINT" or "SIGTERM" or "SIGHUP";
        if (!_life.WasReady && !interrupted)
        {
            _startError ??= loss.ToException($"{(_setup.Child is null ? "Worker" : "Process")} {_setup.NameOf(_id)} "
                + $"{exit}{(exit.IsOfProcess ? " before it reported ready" : "")}.{(exit.IsOfProcess ? WorkerVersion.Explain() : "")}",
                    mayHaveRun: false);
        }

        var running = NumberOf(page.Running);
        return new WorkerEnded(_id, loss)
        {
            JobsReceived = _jobs.Last,
            Running = running > 0 ? page.Running : 0,
            RunningItem = RunningItem,
            TimeWasUp = running > 0 && IsOverdue(_jobs[running]),
            Stacks = _stacks,
            TellsStacks = _process?.Diagnostics is not null,
            InDoubt = page.InDoubt(_jobs, _lastFinished),
            StartError = _life.WasReady ? null : _startError,
            StartFault = _life.WasReady ? null : _startFault,
            StartThrew = _startThrew,
            KillReason = _killReason,
            Expected = _planned || interrupted,
        };
    }

    private WorkerLoss LossOf(ProcessExit exit) =>
        new(_id, _process?.Pid ?? 0, exit, WorkerLoss.ReasonOf(exit, _killReason is null ? null : _lossReason))
        {
            PeakMemory = _record?.PeakMemory ?? 0,
            StandardErrorTail = _process?.StderrTail ?? "",
        };

    /// <summary>A bug: nobody knows what the worker's jobs did, and the worker is killed.</summary>
    private void Fail(Exception error)
    {
        if (_gone is not null)
            return;
        _life = _life with { Phase = WorkerPhase.Gone };
        _assignments.MoveTo(_jobs);
        TellBegun();
        Finish(
            new WorkerEnded(_id, LossOf(ProcessExit.GivenUp))
            {
                Failure = error,
                JobsReceived = _jobs.Last,
                StartError = _life.WasReady ? null : error
            },
            $"worker {_id} was given up");
    }

    /// <summary>Tells of the end, and gives back what it holds. Not before the process is gone is that all.</summary>
    /// <param name="ended">The last word on its jobs.</param>
    /// <param name="how">How it ended, for those who are told of its actor or wait for what it held.</param>
    private void Finish(WorkerEnded ended, string how)
    {
        (_gone, _over) = (how, true);
        // First what it held is taken from it: who learns that its job is lost finds no lock of it. All of that runs code of others.
        Afterwards(() =>
        {
            try
            {
                TellGone(how);
            }
            finally
            {
                Tell(ended);
                _ = CloseAsync();
            }
        });
        ReturnStartPermit();
        _timers.Dispose();
        _process?.Kill();
        _link?.Close("the session has ended");
        DeleteFlightFile();
        _lastJob?.Close();
        _record?.Dispose();
        _record = null;
        _parts.Dispose();
    }

    private async Task CloseAsync()
    {
        try
        {
            if (_process is not null)
                await _process.DisposeAsync().AsTask().OnControlThread();
            else if (_launch is not null)
                _ = _launch.EndAsync(); // It may still come, and nobody else knows of it.
        }
        catch (Exception error)
        {
            Log.PartFailed(_setup.Log, error);
        }
        // Not before the process is gone: one that is killed as it knocks is no stranger, which whoever reads the log would look for.
        _setup.Listener.Withdraw(_id.Slot, _id.Generation);
        Tell(new WorkerClosed(_id));
        _events.Run();
    }
}
