using Akka.Actor;
using Troupe.Control;
using Troupe.Platform.Timing;
using Troupe.Supervision;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>The actors of a pool that was given no system; nothing of Akka is loaded before they are made.</summary>
    private static ActorsLocation OwnActors { get; } = new(setup => PoolActors.OpenAsync(setup), IsApplications: false);

    /// <summary>
    /// The pool as an actor. It takes a <see cref="PoolJob"/> (one job: its result is answered, or <c>Status.Failure</c>),
    /// <c>GetRoutees</c> (an actor for each worker, which <c>Terminated</c> tells of when its slot is removed for good; a job told to it
    /// runs on that worker alone), <c>Broadcast</c> of a <see cref="PoolJob"/> (once on each worker), and <c>PoisonPill</c>: the pool
    /// stops accepting jobs, ends when the accepted ones are over, and then <c>Terminated</c> is told. Anything else is unhandled.
    /// </summary>
    /// <remarks>
    /// A pool that was given no actor system makes its actors at the first use of this, which takes about 0.15 s, and waits for it. From
    /// then on it does not end when it is dropped, since it can be reached by the reference: dispose of it, or send it a <c>PoisonPill</c>.
    /// </remarks>
    /// <exception cref="PoolClosedException">The pool has ended, and had no actors.</exception>
    /// <exception cref="PoolStartException">The actors could not be made; the inner exception tells why. The pool works without
    /// them.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public IActorRef ActorRef => ((PoolActors)Local.GiveOutActors()).Root;

    /// <summary>
    /// Starts a pool whose actors live in an actor system of yours, below <c>/user/troupe-1</c> and so on. It needs nothing of the
    /// system's settings, and its actors do not run on the thread pool. The pool ends by disposal, or when that actor or the system is
    /// stopped: its waiting and running jobs are cancelled then. It does not end when it is dropped.
    /// </summary>
    /// <param name="options">How it is set up; copied.</param>
    /// <param name="system">The actor system. Its workers have none of it: jobs run in processes of their own.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The pool, with at least one worker ready; the others become ready soon after.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it. Or the system has been terminated.</exception>
    /// <exception cref="PoolStartException">No worker could be started; the inner exception tells why.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was published with Native AOT, where no pool can run.</exception>
    public static Task<ProcessPool> StartAsync(
        ProcessPoolOptions options,
        ActorSystem system,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(system);
        if (system.WhenTerminated.IsCompleted)
        {
            throw new ArgumentException(
                $"The actor system {system.Name} has been terminated: no pool can have its actors there.",
                nameof(system));
        }

        return StartOwnAsync(options, "", 0, PoolActors.In(system), cancellationToken).ForCaller();
    }
}
