using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>The pool of one worker that hosts an object: with the worker the object's state is gone, and what waited for it. Part of the
/// dispatcher.</summary>
internal sealed class SubjectFlow(Board board, JobFlow jobs, SlotFlow slots, HostedSubject subject)
{
    /// <summary>Whether the object starts again is decided outside of the step: its budget goes by a clock that may be the
    /// application's.</summary>
    public void Lose(WorkerSlot slot, WorkerEnded ended)
    {
        var error = ended.Loss
            .ToException($"The {subject.Name} that worker {ended.Worker} hosted was lost: the worker {ended.Loss.Exit}.", maybeRan: false);
        // The calls that wait were meant for the object as it was: none of them reaches the next one.
        var waiting = board.Queue.TakeAll();
        board.Paused.UnionWith(waiting);
        board.Effects.Do(() => board.Effects.Told?.Invoke(new SubjectJudged(slot, ended.Loss, error, waiting, subject.Lost(error))));
    }

    public void OnJudged(SubjectJudged judged)
    {
        foreach (var job in judged.Waiting.Where(board.Paused.Remove))
            Fail(job, judged);
        if (board.Slots.At(judged.Slot.Number) != judged.Slot)
            return;
        if (judged.Again && !board.Ends)
            slots.AskForNext(judged.Slot, failed: false);
        else
            slots.Remove(judged.Slot);
    }

    private void Fail(Job job, SubjectJudged judged)
    {
        var what = judged.Again ? "The object starts anew; call again if the call suits its fresh state." : "It is not started again.";
        jobs.Settlement.Fail(
            job,
            judged.Loss.ToException($"{judged.Error.Message} The call {job.Id} ({job.Name}) had not begun. {what}", maybeRan: false));
    }
}
