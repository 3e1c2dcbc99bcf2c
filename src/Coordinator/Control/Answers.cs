using Akka;
using Akka.Actor;
using Troupe.Jobs.Logging;
using Troupe.Platform.Timing;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>Answers a job that was told to an actor. It changes nothing of the actor, which may be another one by then.</summary>
internal static class Answers
{
    /// <summary>Has the pool run the job. Does not wait.</summary>
    /// <param name="setup">The pool's.</param>
    /// <param name="job">The job.</param>
    /// <param name="asker">The actor that gets the result; without one, a failure is logged.</param>
    /// <param name="self">The actor that it was told to.</param>
    /// <param name="onlySlot">The only slot whose workers may run it; negative when any may.</param>
    public static void Run(PoolActorsSetup setup, PoolJob job, IActorRef asker, IActorRef self, int onlySlot = -1)
    {
        var running = setup.Run(job, onlySlot);
        running.WhenCompleted(() => Answer(setup, job, asker, self, running));
    }

    private static void Answer(PoolActorsSetup setup, PoolJob job, IActorRef asker, IActorRef self, Task<object?> over)
    {
        if (over.IsCompletedSuccessfully)
        {
            if (!asker.IsNobody())
                asker.Tell(over.Result ?? Done.Instance, self);
            return;
        }
        var error = over.Exception?.InnerException ?? new OperationCanceledException($"Job {job.Name} was cancelled: the pool has ended.");
        if (asker.IsNobody())
            UnobservedLog.Unobserved(setup.Log, $"Job {job.Name}", error);
        else
            asker.Tell(new Status.Failure(error), self);
    }
}
