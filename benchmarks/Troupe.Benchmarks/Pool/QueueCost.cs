namespace Troupe.Benchmarks.Pool;

/// <summary>What a waiting job costs.</summary>
/// <param name="BytesPerJob">Managed memory of this process, the job's task with it, in bytes.</param>
/// <param name="EnqueueMicroseconds">One call, while all workers are busy.</param>
/// <param name="DispatchMicroseconds">From the first job's run to the last one's, for one job.</param>
internal sealed record QueueCost(double BytesPerJob, double EnqueueMicroseconds, double DispatchMicroseconds);
