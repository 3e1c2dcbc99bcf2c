using Troupe.Jobs;

namespace Troupe.Dispatching;

/// <summary>What a job asks of the worker that gets it.</summary>
/// <param name="Estimate">How long it is expected to take, in ticks of 100 ns; negative when nothing is known.</param>
/// <param name="Bytes">The length of its arguments.</param>
/// <param name="IsChunk">Whether it has many items: it was cut to be worth a worker of its own.</param>
internal readonly record struct Demand(long Estimate, int Bytes, bool IsChunk)
{
    public static Demand Of(Job job) =>
        new(job.Function.EstimatedTicks * Math.Max(1, job.Count - job.Skip), job.Arguments.Length, job.Count > 0);

    /// <summary>What it is booked with while a worker has it, in ticks of 100 ns.</summary>
    public long Booked => Math.Max(0, Estimate) + DispatchWindow.Overhead;
}
