using Akka.Actor;
using Troupe.Control;
using Troupe.Supervision;
using Troupe.Timing;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>The actors of a pool that was given no system; nothing of Akka is loaded before they are made.</summary>
    private static ActorsPlace OwnActors { get; } = new(setup => PoolActors.OpenAsync(setup), IsApplications: false);

    /// <summary>
    /// Starts a pool whose actors live in an actor system of yours, below <c>/user/troupe-1</c> and so on. It needs nothing of the
    /// system's settings, and its actors do not run on the thread pool. The pool ends by disposal, or when that actor or the system is
    /// stopped: its waiting and running jobs are cancelled then. It does not end when it is dropped.
    /// </summary>
    /// <param name="options">How it is set up; copied.</param>
    /// <param name="system">The actor system. Its workers have none of it: jobs run in processes of their own.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>The pool, with at least one worker ready; the others become ready soon after.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it. Or the system has been terminated.</exception>
    /// <exception cref="PoolStartException">No worker could be started; the inner exception tells why.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was published with Native AOT, where no pool can run.</exception>
    public static Task<ProcessPool> StartAsync(ProcessPoolOptions options, ActorSystem system, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(system);
        if (system.WhenTerminated.IsCompleted)
            throw new ArgumentException($"The actor system {system.Name} has been terminated: no pool can have its actors there.", nameof(system));
        return StartOwnAsync(options, "", 0, PoolActors.In(system), cancellationToken).ForCaller();
    }
}
