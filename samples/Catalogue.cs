using Troupe.Samples.Tasks;
using Troupe.Samples.Tutorial;

namespace Troupe.Samples;

/// <summary>All programs, in the order in which they run.</summary>
public static class Catalogue
{
    public static IReadOnlyList<Sample> All { get; } =
    [
        new("outcomes", "An outcome for each item", Outcomes.RunAsync),
        new("stuck-work", "Work that does not end is ended", StuckWork.RunAsync),
        new("memory-limits", "A worker that holds too much memory is ended", MemoryLimits.RunAsync),
        new("two-printers", "Two endless printers, ended by their parent", TwoPrinters.RunAsync),
        new("queue-between-two", "A queue between two processes", QueueBetweenTwo.RunAsync),
        new("random-sleeps", "A pool with jobs of random length", RandomSleeps.RunAsync),
        new("ten-processes", "Ten processes with a thread in each", TenProcesses.RunAsync),
        new("parent-and-child", "The ids of parent and child", ParentAndChild.RunAsync),
        new("message-queue", "A message through a queue", MessageQueue.RunAsync),
        new("pipe-between-two", "Talk over a pipe", PipeBetweenTwo.RunAsync),
        new("dictionary-and-list", "A dictionary and a list for all", DictionaryAndList.RunAsync),
        new("locked-lines", "One writes at a time: a lock", LockedLines.RunAsync),
        new("pool-with-callback", "Callbacks run in the parent", PoolWithCallback.RunAsync),
        new("no-shared-globals", "Static variables are not shared", NoSharedGlobals.RunAsync),
        new("write-then-read", "One job writes to a queue, the next one reads", WriteThenRead.RunAsync),
        new("nine-jobs", "Nine jobs on a pool of three, with and without waiting", NineJobs.RunAsync),
        new("results-by-get", "Results, asked for one by one", ResultsByGet.RunAsync),
        new("image-download", "Images from a web server, in parallel", ImageDownload.RunAsync),
        new("big-array-sum", "The sum of a big array: copies, slices, shared memory", BigArraySum.RunAsync),
    ];
}
