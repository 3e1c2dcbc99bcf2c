using System.Security.Cryptography;
using Troupe.Jobs;
using Troupe.Links;
using Troupe.Links.Flight;
using Troupe.Links.Handshakes;
using Troupe.Messages.Handshakes;
using Troupe.Platform.Timing;
using Troupe.Processes;

namespace Troupe.Sessions;

/// <summary>The start: from the turn in the line of starts to a link with the process.</summary>
internal sealed partial class WorkerSession
{
    private WorkerMeeting? _meeting;
    private FlightRecord? _record;
    private LastJobView? _lastJob;
    private WorkerLaunch? _launch;
    private WorkerProcess? _process;
    private Exception? _startError;
    private JobFault? _startFault;
    private bool _startThrew;
    private bool _startPermit;
    private bool _terminated;

    /// <summary>The turn to start may come when it is not wanted any longer: then it is the next one's.</summary>
    private void OnPermitted()
    {
        lock (_gate)
        {
            if (_life.IsOver)
                Afterwards(_setup.Starts.Leave);
            else
                Guard(OnMayStart);
        }
        Leave();
    }

    private void OnMayStart()
    {
        _startPermit = true;
        Move(WorkerEvent.StartBegun);
        try
        {
            _meeting = _setup.Home.Prepare($"flight-{_id}");
            _record = _meeting.Record;
            _lastJob = new LastJobView(_record);
            var launch = _setup.First is { } first && first.Worker == _id && first.TryTake()
                ? first
                : WorkerLaunch.Begin(_setup.Options, _setup.Home.Path, _id, _setup.NameOf(_id), _setup.Log);
            _launch = launch;
            launch.OutputBelongsTo(_lastJob);
            launch.Process.WhenCompleted(() => RunSerialized(() => OnLaunched(launch.Process)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            OnNotStarted(error);
        }
    }

    private void OnLaunched(Task<WorkerProcess> launched)
    {
        if (launched.IsCompletedSuccessfully)
            OnProcessStarted(launched.Result);
        else
            OnNotStarted(launched.Exception?.InnerException ?? new TaskCanceledException(launched));
    }

    private void ReturnStartPermit()
    {
        if (!_startPermit)
            return;
        _startPermit = false;
        Afterwards(_setup.Starts.Leave); // Whose turn is next runs on this thread, and has a lock of its own.
    }

    private void OnProcessStarted(WorkerProcess process)
    {
        _process = process;
        Move(WorkerEvent.ProcessStarted);
        process.Exited.WhenCompleted(() => RunSerialized(() => OnExited(process.Exited)));
        if (_killReason is not null)
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
            KillFor(exited.Exception?.InnerException?.Message ?? "nobody knows how it ended");
    }

    /// <summary>The process waits for this: who it is, whom to join, and the secret that proves it.</summary>
    private void Instruct(WorkerProcess process)
    {
        var token = RandomNumberGenerator.GetBytes(StartRecord.TokenSize);
        _setup.Listener.Invite(new Invitation(_id.Slot, _id.Generation, process.Pid, token, _setup.Settings, Read));
        _setup.Child?.OnStarted(process.Pid);
        var start = new StartRecord(token, _id.Slot, _id.Generation, Environment.ProcessId, _meeting!.SocketPath, _meeting.FlightPath);
        process.Instruct(start.Encode());
    }

    private void OnNotStarted(Exception error)
    {
        _startError = error;
        Move(WorkerEvent.StartFailed);
    }

    private void OnLinkUp(Link link)
    {
        _link = link;
        Move(WorkerEvent.LinkUp);
        ReturnStartPermit();
        ConnectActor(link);
    }

    private void OnReady()
    {
        if (_life.WasReady)
            throw new Messages.Frames.ProtocolViolationException("it said twice that it is ready");
        Move(WorkerEvent.Ready);
        DeleteFlightFile();
        Later(HealthPeriod, OnHealthCheck);
        NoteMemory();
        TellReady();
    }

    private void OnStartFailed(ReadOnlySpan<byte> message)
    {
        var fault = ReadFault(message);
        (_startError, _startFault, _startThrew) = (fault.ToException(), fault, true);
        Move(WorkerEvent.EndBegun);
    }

    private void DeleteFlightFile()
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
}
