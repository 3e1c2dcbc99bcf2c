using System.Buffers;
using Troupe.Jobs.Nested;
using Troupe.Links;
using Troupe.Messages.Frames;
using Troupe.Messages.Logs;
using Troupe.SharedState;

namespace Troupe.Sessions;

/// <summary>
/// What code in a session's worker asks for besides outcomes: further jobs, lines in the log, shared objects, and the actors of this
/// process when the worker hosts one. The session's lock is held, but where it says so.
/// </summary>
internal sealed class WorkerRequests(SessionState state, SessionGate gate)
{
    /// <summary>Numbers of submissions that have had no last answer.</summary>
    private readonly HashSet<ulong> _submissions = [];

    /// <summary>Made with the first frame: most workers never see a shared object. Set by the reader's thread.</summary>
    private volatile WorkerPeer? _shared;

    /// <summary>Set with the link, when it hosts an actor.</summary>
    private volatile IActorPeer? _actors;

    /// <summary>How the worker ended; null while its end is not told.</summary>
    private string? _gone;

    /// <summary>A job submits a job.</summary>
    public void OnSubmit(ulong number, ReadOnlySpan<byte> message, WorkerReport report)
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

    /// <summary>A job cancels a job that it has submitted.</summary>
    public void OnCancelSubmission(ulong number, WorkerReport report)
    {
        if (_submissions.Contains(number))
            report.Add(new Outcome(OutcomeKind.SubmissionCancelled, number, 0, default));
    }

    /// <summary>Appends an answer to a submitted job.</summary>
    public void Answer(in NestedAnswer answer, Link? link)
    {
        if (answer.Last)
            _submissions.Remove(answer.Submission);
        link?.Append(answer.Kind, answer.Submission, answer.Payload);
    }

    /// <summary>
    /// What others than jobs are told. The lock is released meanwhile: it may take longer, and threads that assign jobs do not wait for it.
    /// </summary>
    /// <param name="header">The message's.</param>
    /// <param name="message">Either it lies in the batch, which the reader gives back, or in the array.</param>
    /// <param name="rented">The message's own array, returned here; null when it has none. So it outlives the session.</param>
    public void OnOthers(in FrameHeader header, ReadOnlySpan<byte> message, byte[]? rented)
    {
        gate.Lock.Exit();
        try
        {
            switch (header.Kind)
            {
                case FrameKind.Log: OnLog(header.Id, message); break;
                case FrameKind.SharedRequest: OnSharedRequest(header.Id, message); break;
                default: OnActors(header, message); break;
            }
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            gate.Lock.Enter();
        }
    }

    /// <summary>Writes what shared objects have answered to what came together.</summary>
    public void WriteAnswers() => _shared?.WriteAnswers();

    /// <summary>The worker has joined: its first frame says which actor it hosts.</summary>
    public void ConnectActor(Link link)
    {
        if (state.Setup.HostedInstance?.Actor is not { } seat)
            return;
        gate.Afterwards(() =>
        {
            var actors = seat.Connect(link);
            lock (gate.Lock)
            {
                _actors = actors;
                if (_gone is { } how)
                    actors.End(how);
            }
            actors.Start();
        });
    }

    /// <summary>The worker is ready. Who learns of that finds the actor that it hosts.</summary>
    public void TellReady()
    {
        var ready = new WorkerReady(state.Id, state.Process?.Pid ?? 0);
        if (_actors is not { } actors)
        {
            gate.Tell(ready);
            return;
        }
        gate.Afterwards(() =>
        {
            actors.OnReady();
            gate.Tell(ready);
        });
    }

    /// <summary>The worker is gone; what is made for it from now on has ended, too.</summary>
    public void OnGone(string how) => _gone = how;

    /// <summary>What it waits for and holds is taken from it, and those who watch its actor are told. The lock is not held.</summary>
    public void TellGone(string how)
    {
        _shared?.End(how);
        _actors?.End(how);
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
        if (state.Setup.LogLine is { } take)
            take(state.Id, job, entry);
        else
            JobLog.Write(state.Setup.Log, entry, state.Setup.NameOf(state.Id), job);
    }

    private void OnSharedRequest(ulong number, ReadOnlySpan<byte> request)
    {
        if (state.Link is { } link)
            Shared(link).OnRequest(number, request);
    }

    private WorkerPeer Shared(Link link)
    {
        if (_shared is { } known)
            return known;
        lock (gate.Lock)
        {
            var made = _shared = new WorkerPeer(link, state.Setup.Options.MaxMessageBytes);
            if (_gone is { } how)
                made.End(how);
            return made;
        }
    }

    private void OnActors(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        if (_actors is not { } actors)
            throw new ProtocolViolationException($"a worker that hosts no actor does not send {header.Kind}");
        actors.Handle(header, message);
    }
}
