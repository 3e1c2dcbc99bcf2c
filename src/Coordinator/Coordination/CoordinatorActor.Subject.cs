using Troupe.Jobs;

namespace Troupe.Coordination;

/// <summary>The pool of one worker that hosts an object: with the worker the object's state is gone, and what waited for it.</summary>
internal sealed partial class CoordinatorActor
{
    /// <summary>The calls that wait were meant for the object as it was: none of them reaches the next one.</summary>
    /// <returns>Whether there is a next one.</returns>
    private bool LoseSubject(HostedSubject subject, WorkerEnded ended)
    {
        var loss = ended.Loss ?? WorkerLoss.Unknown(ended.Worker);
        var error = loss.ToException($"The {subject.Name} that worker {ended.Worker} hosted was lost: the worker {ended.Exit?.ToString() ?? "was given up"}.", maybeRan: false);
        var again = subject.Lost(error);
        foreach (var job in _queue.TakeAll())
        {
            if (job.CancelRequested)
                job.Cancel();
            else
                job.Fail(JobFault.Of(loss.ToException($"{error.Message} The call {job.Id} ({job.Name}) had not begun. {(again ? "The object starts anew; call again if the call suits its fresh state." : "It is not started again.")}", maybeRan: false)));
        }
        return again;
    }
}
