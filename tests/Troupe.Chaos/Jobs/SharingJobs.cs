using Troupe.Chaos.Records;

namespace Troupe.Chaos.Jobs;

/// <summary>The jobs of the load that use objects which all workers share.</summary>
internal static class SharingJobs
{
    private static readonly TimeSpan s_lockPatience = TimeSpan.FromMilliseconds(50);

    public static Task<ulong> Write(long number, ProcessChannel<long> channel) => WorkerLedger.RunAsync(number, async () =>
    {
        await channel.WriteAsync(number, JobContext.Current.CancellationToken);
        return Mix.Of(number);
    });

    public static Task<ulong> Count(long number, SharedValue<long> value) => WorkerLedger.RunAsync(number, async () =>
    {
        await value.UpdateAsync(old => old + 1);
        return Mix.Of(number);
    });

    public static Task<ulong> Keep(long number, SharedDictionary<long, ulong> dictionary) => WorkerLedger.RunAsync(number, async () =>
    {
        await dictionary.SetAsync(number, Mix.Of(number));
        return Mix.Of(number);
    });

    public static ulong Fill(long number, SharedArray<long> array) => WorkerLedger.Run(number, () =>
    {
        array.Span.Fill(number);
        return Mix.Of(number);
    });

    /// <summary>Holds the lock for a moment, if it is to be had in a moment: a stopped worker may hold it for long.</summary>
    public static Task<ulong> Hold(long number, ProcessLock shared) => WorkerLedger.RunAsync(number, async () =>
    {
        try
        {
            using var lease = await shared.AcquireAsync(s_lockPatience);
            WorkerLedger.Write(LedgerEntry.Locked, number);
            Thread.Sleep(2);
            WorkerLedger.Write(LedgerEntry.Unlocked, number);
        }
        catch (TimeoutException)
        {
            // Somebody held it all the time; the job has nothing more to do.
        }
        return Mix.Of(number);
    });
}
