using Troupe.Logging;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>What the log says of the end of a worker.</summary>
internal static class EndLog
{
    /// <summary>Nothing, when the cause is known.</summary>
    /// <param name="effects">Where the line is noted.</param>
    /// <param name="setup">The pool's.</param>
    /// <param name="slot">The worker's slot, with the jobs that it had.</param>
    /// <param name="ended">Its end.</param>
    public static void Tell(Effects effects, PoolSetup setup, WorkerSlot slot, WorkerEnded ended)
    {
        if (ended.Expected)
            return;
        var running = slot.Jobs.Numbers.Select(number => slot.Jobs[number]).FirstOrDefault(job => job.Id == ended.Running);
        Tell(effects, setup, ended, LossTexts.WhyEnded(running, ended));
    }

    public static void Tell(Effects effects, PoolSetup setup, WorkerEnded ended, string why) => effects.Do(() =>
    {
        var name = setup.NameOf(ended.Worker);
        if (ended.Failure is { } failure)
            Log.PartFailed(setup.Log, failure);
        else if (ended.Loss.Exit.IsOfProcess)
            Log.WorkerEnded(setup.Log, name, ended.Loss.Pid, ended.Loss.Exit.ToString(), $"{why}{LastWords(ended.Loss)}");
        else
            // A loss says less than why.
            Log.WorkerNotStarted(setup.Log, name, ended.StartError is { } error and not WorkerLostException ? error.Message : why);
    });

    /// <summary>For the log alone: errors may be shown to others, and have them as a property.</summary>
    private static string LastWords(WorkerLoss loss) =>
        loss.StandardErrorTail is { Length: > 0 } tail ? $" Its last words: {tail.Trim()}" : "";
}
