using System.Text.Json.Serialization;
using Troupe.Jobs;
using Troupe.Jobs.Pools;

namespace Troupe;

/// <summary>
/// A pool that takes jobs: the <c>ProcessPool</c> of the process that started it, or, inside a job, <see cref="JobContext.Pool"/>. All
/// calls (<c>RunAsync</c>, <c>Submit</c>, <c>MapAsync</c>, <c>StreamAsync</c> and so on) are extension methods on it. Safe for any thread.
/// </summary>
/// <remarks>It can be captured by a job, or be its argument: it arrives as the pool that runs the job. No other assembly can implement
/// it.</remarks>
[JsonConverter(typeof(NestedPoolConverter))]
public interface IProcessPool
{
    /// <summary>How many workers the pool has, as it was started or last resized.</summary>
    int Workers { get; }

    /// <summary>Where its jobs go.</summary>
    internal IPoolBackend Backend { get; }
}
