using Troupe.Actors;
using Troupe.Jobs;
using Troupe.Messages.Frames;

namespace Troupe.Coordination;

/// <summary>
/// What comes too late for its actor still gets an answer: nothing waits for ever. It knows the pool's actors and not the
/// <see cref="LocalBackend"/>, which what runs must not keep reachable.
/// </summary>
internal sealed class LateMessages(PoolSetup setup)
{
    /// <summary>The actor that keeps the pool. Set before anything can be late.</summary>
    public ActorRef? Head { get; set; }

    public void OnDeadLetter(DeadLetter letter)
    {
        switch (letter.Message)
        {
            case Job job when letter.Recipient.Equals(Head): EndLate(job); break;
            case Job job: Head?.Tell(new LeaseBounced(job)); break;
            case LeaseBounced bounced: EndLate(bounced.Job); break;
            case CancelJob cancel: cancel.Job.Cancel(); break;
            case JobFailedAttempt failed: failed.Job.Fail(failed.Fault); break;
            case NestedSubmitted nested: nested.Job.Cancel(); break;
            case WhenDrained drained: drained.Drained.TrySetResult(); break;
            case WhenStarted started: started.Started.TrySetException(Reason); break;
            case Resize resize: resize.Done.TrySetException(Reason); break;
            case EndPool end: end.Ended.TrySetResult(); break;
            case CountUnfinished count: count.Counted.TrySetResult(default); break;
            case FrameBatch batch: batch.Dispose(); break;
            case MayStart: setup.Starts.Leave(); break;
        }
    }

    private Exception Reason => setup.Closing.Reason ?? new PoolClosedException("The pool has ended.");

    /// <summary>A pool that was ended cancels what comes too late; one whose coordinator has failed says so.</summary>
    private void EndLate(Job job)
    {
        if (setup.Failure.Error is null || job.CancelRequested)
            job.Cancel();
        else
            job.Fail(JobFault.Of(CoordinatorActor.PoolClosedExceptionOf(setup.Failure)));
    }
}
