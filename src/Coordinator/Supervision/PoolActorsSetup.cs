using Microsoft.Extensions.Logging;

namespace Troupe.Supervision;

/// <summary>What the actors of a pool work with.</summary>
/// <param name="Name">The name of their root.</param>
/// <param name="Spares">See <see cref="ProcessPoolOptions.SpareWorkers"/>.</param>
/// <param name="Answer">Tells the dispatcher what was decided.</param>
/// <param name="Ended">Called when the root has ended, and why: null when it was stopped.</param>
/// <param name="Log">The pool's.</param>
internal sealed record PoolActorsSetup(string Name, int Spares, Action<ControlCommand> Answer, Action<Exception?> Ended, ILogger Log)
{
    /// <summary>Has the pool run a job, where a slot is named on its workers alone: see <see cref="PoolJob"/>.</summary>
    public required Func<PoolJob, int, Task<object?>> Run { get; init; }

    /// <summary>The pool no longer accepts jobs, and ends when those that it has taken are over.</summary>
    public required Action Drain { get; init; }
}
