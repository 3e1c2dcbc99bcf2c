using System.Security.Cryptography;
using Troupe.Actors;
using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;
using Troupe.Processes;
using Troupe.Remoting.Handshakes;
using Troupe.Remoting.Links;

namespace Troupe.Coordination;

/// <summary>The start: from the turn in the line of starts to a link with the process.</summary>
internal sealed partial class WorkerProxyActor
{
    protected override ValueTask PreStartAsync()
    {
        var self = Self;
        setup.Starts.Enter(() => self.Tell(MayStart.Instance));
        return ValueTask.CompletedTask;
    }

    private void OnMayStart()
    {
        if (_life.IsOver)
        {
            setup.Starts.Leave();
            return;
        }
        _startPermit = true;
        Move(WorkerEvent.StartBegun);
        try
        {
            _meeting = setup.Home.Prepare($"flight-{id}");
            _record = _meeting.Record;
            _lastJob = new LastJobView(_record);
            var launch = setup.First is { } first && first.Worker == id && first.TryTake()
                ? first
                : WorkerLaunch.Begin(setup.Options, setup.Home.Path, id, setup.NameOf(id), setup.Log);
            _launch = launch;
            launch.OutputBelongsTo(_lastJob);
            Context.PipeToSelf(launch.Process, process => new ProcessStarted(process), error => new ProcessNotStarted(error));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            OnProcessNotStarted(error);
        }
    }

    private void ReturnStartPermit()
    {
        if (!_startPermit)
            return;
        _startPermit = false;
        setup.Starts.Leave();
    }

    private void OnProcessStarted(WorkerProcess process)
    {
        _process = process;
        Move(WorkerEvent.ProcessStarted);
        Context.PipeToSelf(process.Exited, exit => new ProcessGone(exit), error => new KillWorker(error.Message, Planned: false));
        if (_killedBecause is not null)
            process.Kill();
        else
            Instruct(process);
        if (_terminated)
            process.Terminate();
    }

    /// <summary>The process waits for this: who it is, whom to join, and the secret that proves it.</summary>
    private void Instruct(WorkerProcess process)
    {
        var token = RandomNumberGenerator.GetBytes(StartRecord.TokenSize);
        var self = Self;
        setup.Listener.Invite(new Invitation(id.Slot, id.Generation, process.Pid, token, setup.Settings, link => Read(link, self)));
        setup.Child?.OnStarted(process.Pid);
        var start = new StartRecord(token, id.Slot, id.Generation, Environment.ProcessId, _meeting!.SocketPath, _meeting.FlightPath);
        process.Instruct(start.Encode());
    }

    private void OnProcessNotStarted(Exception error)
    {
        _startError = error;
        Move(WorkerEvent.StartFailed);
    }

    /// <summary>The reader's thread: hands over what comes in and reports the end, after everything before it.</summary>
    private static void Read(Link link, ActorRef proxy)
    {
        proxy.Tell(new LinkUp(link));
        string? violation = null;
        try
        {
            while (link.Receive() is { } batch)
                proxy.Tell(batch);
        }
        catch (ProtocolViolationException error)
        {
            violation = error.Message;
        }
        proxy.Tell(new LinkDown(violation ?? link.CloseReason ?? "it ended", violation is not null));
    }
}
