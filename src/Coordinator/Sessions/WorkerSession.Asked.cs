using Troupe.Jobs.Nested;
using Troupe.Links;
using Troupe.Messages.Frames;
using Troupe.Messages.Logs;
using Troupe.SharedState;

namespace Troupe.Sessions;

/// <summary>What the worker's job asks for: further jobs, lines in the log, shared objects, and the actors of this process when it hosts
/// one.</summary>
internal sealed partial class WorkerSession
{
    /// <summary>Numbers of submissions that have had no last answer.</summary>
    private readonly HashSet<ulong> _submissions = [];

    /// <summary>Made with the first frame: most workers never see a shared object. Set by the reader's thread.</summary>
    private volatile WorkerPeer? _shared;

    /// <summary>Set with the link, when it hosts an actor.</summary>
    private volatile IActorPeer? _actors;

    private void OnSubmit(ulong number, ReadOnlySpan<byte> message, WorkerReport report)
    {
        if (message.Length < sizeof(ulong))
            throw new ProtocolViolationException("a submission is cut");
        Submission submission;
        try
        {
            submission = Submission.Read(message[sizeof(ulong)..]);
        }
        catch (PayloadFormatException error)
        {
            throw new ProtocolViolationException($"a submission cannot be read: {error.Message}", error);
        }
        if (!_submissions.Add(number))
            throw new ProtocolViolationException($"it used the number {number} for two submissions");
        report.Add(new Outcome(OutcomeKind.Submitted, number, 0, default) { Detail = submission });
    }

    private void OnCancelSubmission(ulong number, WorkerReport report)
    {
        if (_submissions.Contains(number))
            report.Add(new Outcome(OutcomeKind.SubmissionCancelled, number, 0, default));
    }

    private void OnLog(ulong job, ReadOnlySpan<byte> message)
    {
        JobLogEntry entry;
        try
        {
            entry = JobLogEntry.Read(message);
        }
        catch (PayloadFormatException error)
        {
            throw new ProtocolViolationException($"what a job logs cannot be read: {error.Message}", error);
        }
        if (_setup.LogLine is { } take)
            take(_id, job, entry);
        else
            JobLog.Write(_setup.Log, entry, _setup.NameOf(_id), job);
    }

    private void OnSharedRequest(ulong number, ReadOnlySpan<byte> request)
    {
        if (_link is { } link)
            Shared(link).OnRequest(number, request);
    }

    private WorkerPeer Shared(Link link)
    {
        if (_shared is { } known)
            return known;
        lock (_gate)
        {
            var made = _shared = new WorkerPeer(link, _setup.Options.MaxMessageBytes);
            if (_gone is { } how)
                made.End(how);
            return made;
        }
    }

    /// <summary>What it waits for and holds is taken from it, and those who watch its actor are told.</summary>
    private void TellGone(string how)
    {
        _shared?.End(how);
        _actors?.End(how);
    }

    private void OnActors(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        if (_actors is not { } actors)
            throw new ProtocolViolationException($"a worker that hosts no actor does not send {header.Kind}");
        actors.Handle(header, message);
    }

    /// <summary>The worker's first frame says which actor it hosts.</summary>
    private void ConnectActor(Link link)
    {
        if (_setup.HostedInstance?.Actor is not { } seat)
            return;
        Afterwards(() =>
        {
            var actors = seat.Connect(link);
            lock (_gate)
            {
                _actors = actors;
                if (_gone is { } how)
                    actors.End(how);
            }
            actors.Start();
        });
    }

    /// <summary>Who learns that the worker is ready finds the actor that it hosts.</summary>
    private void TellReady()
    {
        var ready = new WorkerReady(_id, _process?.Pid ?? 0);
        if (_actors is not { } actors)
        {
            Tell(ready);
            return;
        }
        Afterwards(() =>
        {
            actors.OnReady();
            Tell(ready);
        });
    }
}
