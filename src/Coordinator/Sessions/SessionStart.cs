using System.Security.Cryptography;
using Troupe.Jobs;
using Troupe.Links.Handshakes;
using Troupe.Messages.Handshakes;
using Troupe.Platform.Timing;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>The start of a session's worker: from its wait for a start permit to a process that knows which pool to join. The session's
/// lock is held.</summary>
internal sealed class SessionStart(SessionState state, SessionGate gate, SessionLife life, Action<Links.Link> read)
{
    private WorkerMeeting? _meeting;
    private LastJobView? _lastJob;
    private WorkerLaunch? _launch;
    private bool _hasPermit;
    private bool _terminated;

    /// <summary>What the worker's own start threw, as data; null when it did not.</summary>
    public JobFault? Fault { get; private set; }

    /// <summary>It may start.</summary>
    public void Begin()
    {
        _hasPermit = true;
        life.Move(WorkerEvent.StartBegun);
        var setup = state.Setup;
        try
        {
            _meeting = setup.Home.Prepare($"flight-{state.Id}");
            state.Record = _meeting.Record;
            _lastJob = new LastJobView(_meeting.Record);
            var launch = setup.First is { } first && first.Worker == state.Id && first.TryTake()
                ? first
                : WorkerLaunch.Begin(setup.Options, setup.Home.Path, state.Id, setup.NameOf(state.Id), setup.Log);
            _launch = launch;
            launch.OutputBelongsTo(_lastJob);
            launch.Process.WhenCompleted(() => gate.Run(() => OnLaunched(launch.Process)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            OnNotStarted(error);
        }
    }

    /// <summary>The next worker may start.</summary>
    public void ReturnPermit()
    {
        if (!_hasPermit)
            return;
        _hasPermit = false;
        gate.Afterwards(state.Setup.Starts.Leave); // The next session to start runs on this thread, and has its own lock.
    }

    /// <summary>Asks the process to end by itself, once it is there.</summary>
    public void Terminate()
    {
        // The request may be here before the news that the process runs.
        _terminated = true;
        state.Process?.Terminate();
    }

    /// <summary>Its process has ended.</summary>
    public void OnProcessGone(ProcessExit exit)
    {
        ReturnPermit();
        life.OnProcessGone(exit);
    }

    /// <summary>The worker says that it cannot start, and ends.</summary>
    public void OnFailed(JobFault fault)
    {
        (Fault, state.StartError) = (fault, fault.ToException());
        life.Move(WorkerEvent.EndBegun);
    }

    /// <summary>The page's file has served: both sides have it open.</summary>
    public void DeletePageFile()
    {
        if (_meeting is null)
            return;
        try
        {
            File.Delete(_meeting.FlightPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The whole directory goes with the pool.
        }
    }

    /// <summary>Gives back what the start has made, but for the process.</summary>
    public void Release()
    {
        ReturnPermit();
        DeletePageFile();
        _lastJob?.Close();
        state.Record?.Dispose();
        state.Record = null;
    }

    /// <summary>Ends the process and waits for that. The lock is not held.</summary>
    public async Task EndProcessAsync()
    {
        if (state.Process is { } process)
            await process.DisposeAsync().AsTask().OnControlThread();
        else if (_launch is not null)
            _ = _launch.EndAsync(); // It may still come, and nothing else knows of it.
    }

    private void OnLaunched(Task<WorkerProcess> launched)
    {
        if (launched.IsCompletedSuccessfully)
            OnProcessStarted(launched.Result);
        else
            OnNotStarted(launched.Exception?.InnerException ?? new TaskCanceledException(launched));
    }

    private void OnNotStarted(Exception error)
    {
        state.StartError = error;
        life.Move(WorkerEvent.StartFailed);
    }

    private void OnProcessStarted(WorkerProcess process)
    {
        state.Process = process;
        life.Move(WorkerEvent.ProcessStarted);
        process.Exited.WhenCompleted(() => gate.Run(() => OnExited(process.Exited)));
        if (life.KillReason is not null)
            process.Kill();
        else
            Instruct(process);
        if (_terminated)
            process.Terminate();
    }

    private void OnExited(Task<ProcessExit> exited)
    {
        if (exited.IsCompletedSuccessfully)
            OnProcessGone(exited.Result);
        else
            life.Kill(exited.Exception?.InnerException?.Message ?? "it is not known how it ended");
    }

    /// <summary>The process waits for this: who it is, which pool to join, and the secret that proves it.</summary>
    private void Instruct(WorkerProcess process)
    {
        var (setup, id) = (state.Setup, state.Id);
        var token = RandomNumberGenerator.GetBytes(StartRecord.TokenSize);
        setup.Listener.Invite(new Invitation(id.Slot, id.Generation, process.Pid, token, setup.Settings, read));
        setup.Child?.OnStarted(process.Pid);
        var start = new StartRecord(
            token, id.Slot, id.Generation, Environment.ProcessId, _meeting!.SocketPath, _meeting.FlightPath);
        process.Instruct(start.Encode());
    }
}
