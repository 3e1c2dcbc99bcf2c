using Troupe.Actors;
using Troupe.Jobs;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Texts;

namespace Troupe.Coordination;

/// <summary>
/// Stands for one incarnation of a worker. Owns its process, its link, its flight record and the jobs it has; accepts
/// leased jobs from the coordinator, frames from the link, and the events of the process. Tells the coordinator what
/// left the worker and, at last, <see cref="WorkerEnded"/>: whom to blame and what had not begun. It runs on the thread
/// that posts to it: the reader of the link for results, the coordinator's for leases.
/// </summary>
internal sealed partial class WorkerProxyActor(PoolSetup setup, WorkerId id) : Actor
{
    /// <summary>Frames for a worker that is busy wait until this much has gathered or its next results come.</summary>
    private const int GatheredBytes = 8 * 1024;

    /// <summary>Frames about jobs that the worker does not have are dropped; this many are no accident.</summary>
    private const int StrayFrames = 3;

    private readonly Dictionary<ulong, Job> _jobs = [];
    private readonly HashSet<int> _defined = [];
    private readonly PartAssembly _parts = new(setup.Options.MaximumMessage);
    private Remoting.Links.Link? _link;
    private int _taken;
    private int _finishedTurn;
    private int _unwritten;
    private bool _lasting;
    private int _strays;
    private bool _unheard;
    private Release _release;
    private readonly PoolFailure _failure = new();

    /// <summary>What left the worker during one batch; told to the coordinator in one message.</summary>
    private struct Release
    {
        public int Count;
        public int Finished;
        public long Ticks;
        public bool Overrun;
        public List<Job>? Returned;
    }

    private ActorRef Coordinator => Context.Parent!;

    protected override ValueTask ReceiveAsync(object message)
    {
        try
        {
            switch (message)
            {
                case Job job: OnLease(job); break;
                case FrameBatch batch: OnFrames(batch); break;
                case NestedAnswer answer: OnNestedAnswer(answer); break;
                case CancelLeased cancel: OnCancelLeased(cancel.Job); break;
                case LookAtDeadline: OnLookAtDeadline(); break;
                case LookAtHealth: OnLookAtHealth(); break;
                case WaitOver wait: OnWaitOver(wait); break;
                case PhaseOver over: OnPhaseOver(over.Begins); break;
                case MayStart: OnMayStart(); break;
                case StacksRead read: OnStacksRead(read); break;
                case ProcessStarted started: OnProcessStarted(started.Process); break;
                case ProcessNotStarted failed: OnProcessNotStarted(failed.Error); break;
                case LinkUp up: OnLinkUp(up.Link); break;
                case LinkDown down: OnLinkDown(down); break;
                case ProcessGone gone: OnProcessGone(gone.Exit); break;
                case ShutDownWorker: OnShutDown(); break;
                case KillWorker kill: OnKill(kill); break;
                case TerminateWorker: OnTerminate(); break;
                default: Unhandled(message); break;
            }
        }
        catch (ProtocolViolationException error)
        {
            _unheard = true; // What came behind it in the same batch is dropped.
            Kill($"it broke the protocol: {PrintableText.Escape(error.Message)}", WorkerLostReason.ProtocolViolation);
        }
        catch (Exception error)
        {
            // A bug, which ends this actor. The job at hand may not be among its jobs yet.
            _failure.Note(error);
            (message as Job)?.Fail(JobFault.Of(FailureOf((Job)message, error)));
            throw;
        }
        return ValueTask.CompletedTask;
    }

    private void OnLease(Job job)
    {
        if (_link is null || _life.IsOver)
        {
            Coordinator.Tell(new LeaseBounced(job));
            return;
        }
        var function = job.Function;
        if (_defined.Add(function.Number))
            _link.Append(FrameKind.Define, (ulong)function.Number, function.Definition);
        Span<byte> head = stackalloc byte[RunHead.Size];
        new RunHead(job.Function.Number, job.Attempt, job.Marks, job.Skip, job.Count).Write(head);
        if (job.Arguments.Length > DispatchWindow.Bytes)
            _link.AppendShared(FrameKind.Run, job.Id, head, job.Arguments);
        else
            _link.Append(FrameKind.Run, job.Id, head, job.Arguments.Span);
        _jobs.Add(job.Id, job);
        job.Turn = ++_taken;
        _unwritten++;
        if (job.Options.Timeout is { } limit)
        {
            WatchDeadline(limit);
        }
        if (job.CancelRequested)
            OnCancelLeased(job);
    }

    /// <summary>
    /// A worker with nothing to do gets its job at once. For a busy one frames gather until its next results show that it
    /// comes to an end: many small jobs then cost one write. One whose job lasts has no next results: jobs that crossed
    /// its word of that are written, and it gives them back.
    /// </summary>
    protected override void OnBatchEnd()
    {
        if (_link is null || _unwritten == 0)
            return;
        if (_lasting || _jobs.Count == _unwritten || _link.Pending >= GatheredBytes)
            WriteNow();
    }

    private void WriteNow()
    {
        _unwritten = 0;
        _link?.Flush();
    }

    private void OnFrames(FrameBatch batch)
    {
        try
        {
            using (batch)
            {
                while (batch.TryNext(out var header, out var payload))
                {
                    if (_parts.TryComplete(header, payload, out var message))
                        OnMessage(header, message);
                }
            }
        }
        finally
        {
            // Also when a later frame broke the protocol: what was taken from the worker is nowhere else by now.
            _shared?.WriteAnswers();
            TellRelease();
        }
        if (_unwritten > 0)
            WriteNow();
    }

    private void TellRelease()
    {
        var release = _release;
        _release = default; // An idle worker's proxy keeps no job that has left.
        if (release.Count > 0 || release.Overrun)
            Coordinator.Tell(new WorkerReleased(id, release.Count, release.Finished, release.Ticks, release.Overrun, release.Returned));
    }

    private void OnMessage(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        switch (header.Kind)
        {
            case FrameKind.Result: OnResult(header.Id, message); break;
            case FrameKind.Fault: OnFault(header.Id, message); break;
            case FrameKind.Items: OnItems(header.Id, message); break;
            case FrameKind.ItemFault: OnItemFault(header.Id, message); break;
            case FrameKind.Returned: OnReturned(header.Id); break;
            case FrameKind.Dropped: OnDropped(header.Id); break;
            case FrameKind.Progress: Find(header.Id)?.OnProgress(message); break;
            case FrameKind.Log: OnLog(header.Id, message); break;
            case FrameKind.Submit: OnSubmit(header.Id, message); break;
            case FrameKind.CancelSubmission: OnCancelSubmission(header.Id); break;
            case FrameKind.Ready: OnReady(); break;
            case FrameKind.StartFailed: OnStartFailed(message); break;
            case FrameKind.SharedRequest: OnSharedRequest(header.Id, message); break;
            case >= FrameKind.ActorMessage and <= FrameKind.ActorStop: OnActors(header, message); break;
            default: throw new ProtocolViolationException($"a worker does not send {header.Kind}");
        }
    }
}
