using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Logs;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Links;
using Troupe.Remoting.Spaces;
using Troupe.Shared;

namespace Troupe.Sessions;

/// <summary>What the worker's job asks for: further jobs, lines in the log, shared objects, and the actors of this process when it hosts one.</summary>
internal sealed partial class WorkerSession
{
    /// <summary>Numbers of submissions that have had no last answer.</summary>
    private readonly HashSet<ulong> _submissions = [];

    /// <summary>Made with the first frame: most workers never see a shared object. Set by the reader's thread.</summary>
    private volatile WorkerPeer? _shared;

    private ActorLink? _actors;

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
            var made = _shared = new WorkerPeer(link, _setup.Options.MaximumMessage);
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
        if (_setup.Subject is not { ActorNumber: not 0 })
            throw new ProtocolViolationException($"a worker that hosts no actor does not send {header.Kind}");
        if (_link is { } link)
            Actors(link).TryHandle(header, message);
    }

    private ActorLink Actors(Link link)
    {
        lock (_gate)
        {
            if (_actors is not null)
                return _actors;
            _actors = new ActorLink(ActorSpace.System, link, ActorSpace.NewPeerAddress("worker"), new ActorLinkOptions
            {
                MaximumMessage = _setup.Options.MaximumMessage,
                AllowedAssemblies = _setup.Options.AllowedAssemblies is { } names ? AllowedAssemblies.Only(names) : AllowedAssemblies.Application,
                Reachable = ActorSpace.IsReachable,
            });
            if (_gone is { } how)
                _actors.End(how);
            return _actors;
        }
    }

    /// <summary>Who learns that the worker is ready finds the actor that it hosts.</summary>
    private void TellReady()
    {
        var ready = new WorkerReady(_id, _process?.Pid ?? 0);
        if (_setup.Subject is not { Ready: { } show } subject || _link is not { } link)
        {
            Tell(ready);
            return;
        }
        Afterwards(() =>
        {
            show(Actors(link).RefOf(ActorSpace.HostedPathOf(subject.ActorNumber)));
            Tell(ready);
        });
    }
}
