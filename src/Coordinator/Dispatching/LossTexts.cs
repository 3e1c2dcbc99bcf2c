using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Dispatching;

/// <summary>What is told of a job whose worker was lost, or whose time was up. Pure.</summary>
internal static class LossTexts
{
    public static string How(WorkerEnded ended) => $"worker {ended.Worker} (pid {PidOf(ended)}) {ended.Loss.Exit}";

    /// <summary>Its outcome may have been lost on the way.</summary>
    public static WorkerLostException InDoubt(Job job, WorkerEnded ended) =>
        ended.Loss.ToException($"Job {job.Id} ({job.Name}) was with worker {ended.Worker} (pid {PidOf(ended)}) when the worker "
            + $"{ended.Loss.Exit}.{WhyKilled(ended)} Its outcome did not arrive: the job may have run, wholly or in part. Set "
            + "JobOptions.Retry if it may run again.");

    /// <summary>What it did is unknown.</summary>
    public static WorkerLostException SessionFailed(Job job, WorkerEnded ended, Exception failure) => new(
        $"Job {job.Id} ({job.Name}) was with worker {ended.Worker} when what watches over the worker failed with "
            + $"{failure.GetType().Name}; the worker was killed. See the inner exception. The job may have run in part.",
        failure)
    {
        Pid = ended.Loss.Pid,
        Slot = ended.Worker.Slot,
        Generation = ended.Worker.Generation,
    };

    /// <summary>It ran when the worker died.</summary>
    public static Exception Running(Job job, WorkerEnded ended, PoolSetup setup)
    {
        if (ended.TimeWasUp)
            return Killed(job, ended);
        if (job.CancelRequested)
            return new OperationCanceledException($"Job {job.Id} ({job.Name}) was cancelled while it ran, and its worker killed.");
        var item = job.Count > 0 ? $", {NameOfItem(job, ended.RunningItem)}" : "";
        var text = setup.Child is { } child
            ? $"Process {child.Name} (pid {PidOf(ended)}) {ended.Loss.Exit} before its function {job.Name} was "
                + $"done.{(ended.KillReason is null ? "" : $" It was killed because {ended.KillReason}.")}"
            : $"Job {job.Id} ({job.Name}{item}) ran on worker {ended.Worker} (pid {PidOf(ended)}) when the worker "
                + $"{ended.Loss.Exit}.{WhyKilled(ended)} The job may have run in part{RetryAdvice(job)}.";
        return ended.Loss.ToException(text);
    }

    /// <summary>Its time was up, and it ended by its token.</summary>
    public static JobTimeoutException EndedByToken(Job job, WorkerSlot slot) =>
        TimeUp(job, slot.Id, slot.Pid, job.Count == 0 ? "it" : "an item of it", "It ended after its token had fired", "", "");

    private static JobTimeoutException Killed(Job job, WorkerEnded ended) =>
        TimeUp(
            job,
            ended.Worker,
            ended.Loss.Pid,
            job.Count == 0 ? "it" : NameOfItem(job, ended.RunningItem),
            "Its worker was killed, since it had no token or did not end by it",
            Advice(ended),
            ended.Stacks);

    private static JobTimeoutException TimeUp(Job job, WorkerId worker, int pid, string what, string how, string advice, string stacks) =>
        new($"Job {job.Id} ({job.Name}) on worker {worker}: {what} ran longer than its limit of {job.Options.Timeout}. {how}. Raise "
            + $"{(job.Count == 0 ? "JobOptions.Timeout" : "ItemTimeout")}, or find out what it waits for{advice}.")
        {
            Limit = job.Options.Timeout,
            Started = true,
            Pid = pid,
            Slot = worker.Slot,
            Generation = worker.Generation,
            ManagedStacks = stacks,
        };

    private static string Advice(WorkerEnded ended) =>
        ended.Stacks.Length > 0 ? ": its stacks are in JobTimeoutException.ManagedStacks"
        : ended.TellsStacks ? "; it did not tell its stacks in time"
        : !OperatingSystem.IsLinux() ? ""
        : ": with ProcessPoolOptions.EnableDiagnostics this error has the worker's stacks";

    /// <summary>For the log, which names the job where a reader would look for a fault of the worker.</summary>
    /// <param name="running">The job that ran; null when none did.</param>
    /// <param name="ended">The end.</param>
    public static string WhyEnded(Job? running, WorkerEnded ended)
    {
        if (running is not null && ended.TimeWasUp)
        {
            return $"It was ended for job {running.Id} ({running.Name}), which ran longer than its limit of {running.Options.Timeout} "
                + "and did not end by its token.";
        }

        if (ended.KillReason is not null)
            return $"The pool killed it because {ended.KillReason}.";
        if (ended.Loss.Exit.Shortage is not null)
            return $"The kernel killed it{(running is null ? "" : $" as it ran job {running.Id} ({running.Name})")}.";
        return running is { CancelRequested: true }
            ? $"It was ended for job {running.Id} ({running.Name}), which was cancelled and did not end by its token."
            : $"Nothing in the pool ended it{(running is null ? "" : $"; job {running.Id} ({running.Name}) ran there")}.";
    }

    private static string WhyKilled(WorkerEnded ended) =>
        ended.KillReason is { } why ? $" The pool killed it because {why}."
        : ended.Loss.Exit.Shortage is not null
            ? " A HardMemoryLimit, which may be a share of the container's memory, ends a worker before the kernel does."
        : "";

    private static string PidOf(WorkerEnded ended) =>
        ended.Loss.Pid == 0 ? "" : ended.Loss.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Which item of a chunk ran.</summary>
    private static string NameOfItem(Job job, int running) => running < 0
        ? "before its first item: what the function has captured was being decoded"
        : $"item {job.FirstItem + Math.Max(running, job.Skip)}";

    private static string RetryAdvice(Job job) =>
        job.Options.Policy.Attempts <= 1 ? "; set JobOptions.Retry if it may run again"
        : job.Count == 0 ? $"; this was attempt {job.Attempt} of the {job.Options.Policy.Attempts} that JobOptions.Retry allows"
        : "";
}
