using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>The pool of one worker that hosts an object: with the worker the object's state is gone, and what waited for it. Part of the
/// dispatcher.</summary>
internal sealed class HostedInstanceFlow(DispatcherState state, JobFlow jobs, SlotFlow slots, HostedInstanceSetup hosted)
{
    /// <summary>Whether the object starts again is decided outside of the step: its budget goes by a clock that may be the
    /// application's.</summary>
    public void FailPendingCalls(WorkerSlot slot, WorkerEnded ended)
    {
        var error = ended.Loss
            .ToException($"The {hosted.Name} that worker {ended.Worker} hosted was lost: the worker {ended.Loss.Exit}.", mayHaveRun: false);
        // The calls that wait were meant for the object as it was: none of them reaches the next one.
        var waiting = state.Queue.TakeAll();
        state.Paused.UnionWith(waiting);
        state.Effects.Do(() => state.Effects.Told?.Invoke(new InstanceLossJudged(slot, ended.Loss, error, waiting, hosted.Lost(error))));
    }

    public void OnJudged(InstanceLossJudged judged)
    {
        foreach (var job in judged.Waiting.Where(state.Paused.Remove))
            Fail(job, judged);
        if (state.Slots.At(judged.Slot.Number) != judged.Slot)
            return;
        if (judged.Again && !state.Ends)
            slots.ReplaceWorker(judged.Slot, failed: false);
        else
            slots.Remove(judged.Slot);
    }

    private void Fail(Job job, InstanceLossJudged judged)
    {
        var what = judged.Again ? "The object is restarted; call again if the call suits its fresh state." : "It is not started again.";
        jobs.Settlement.Fail(
            job,
            judged.Loss.ToException($"{judged.Error.Message} The call {job.Id} ({job.Name}) had not begun. {what}", mayHaveRun: false));
    }
}
