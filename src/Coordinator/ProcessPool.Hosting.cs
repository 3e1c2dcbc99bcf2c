using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Routing;
using Troupe.Coordination;
using Troupe.Hosting;
using Troupe.Jobs;
using Troupe.Jobs.Calls;
using Troupe.Platform.Timing;

namespace Troupe;

public sealed partial class ProcessPool
{
    /// <summary>
    /// Makes an object in a process of its own and keeps it there. The process is set up as this pool's workers are and comes on top
    /// of them. The object ends with this pool, or when it is disposed.
    /// </summary>
    /// <typeparam name="T">The object's type; it never travels.</typeparam>
    /// <param name="factory">Makes the object, in its process, and again after each loss; captured variables travel there.</param>
    /// <param name="options">How it is hosted; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The object, ready for calls.</returns>
    /// <exception cref="PoolStartException">The factory threw, or the process did not start; the inner exception tells why.</exception>
    /// <exception cref="PayloadNotEncodableException">A captured variable cannot travel; the text names it.</exception>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public Task<Hosted<T>> HostAsync<T>(Func<T> factory, HostedOptions? options = null, CancellationToken cancellationToken = default)
        where T : notnull => Host<T>(factory, options, cancellationToken);

    /// <inheritdoc cref="HostAsync{T}(Func{T}, HostedOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(OverloadOrder.Task)]
    public Task<Hosted<T>> HostAsync<T>(Func<Task<T>> factory, HostedOptions? options = null, CancellationToken cancellationToken = default)
        where T : notnull => Host<T>(factory, options, cancellationToken);

    /// <summary>
    /// Starts an Akka.NET actor of yours in a process of its own. Its reference is used like that of any other actor: Tell, Ask, Watch, and
    /// inside of messages both ways. Children and supervision live there, and when it throws, it is restarted there. When its process is
    /// lost, who asked it is told at once, by a <see cref="Status.Failure"/>; it is started again in another process, as often as the
    /// options allow, and messages wait meanwhile; after that, watchers of the reference get <see cref="Terminated"/>. Props with a
    /// <see cref="RoundRobinPool"/> make so many processes behind one reference. It ends with this pool, when it ends itself, or when the
    /// reference is stopped, as by a <see cref="PoisonPill"/>. Safe for any thread.
    /// </summary>
    /// <param name="props">
    /// Its type and what its constructor is given, which travels as arguments of jobs do, and may be references to actors:
    /// <c>Props.Create(() =&gt; new Echo("hello"))</c>. The type must be of an allowed assembly.
    /// </param>
    /// <param name="options">How it is hosted; null for the defaults. <see cref="HostedOptions.Calls"/> has no meaning here.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The actor's reference, once it runs. It is an actor of an <see cref="ActorSystem"/> of this process.</returns>
    /// <exception cref="ArgumentException">
    /// The props cannot travel: a supervisor strategy, a router that is no plain <see cref="RoundRobinPool"/>, a producer of actors, a
    /// remote deployment, the name of a dispatcher or mailbox, or an actor of an assembly that is not allowed.
    /// </exception>
    /// <exception cref="PayloadNotEncodableException">An argument of the constructor cannot travel; the text names it.</exception>
    /// <exception cref="PoolStartException">The process or the actor did not start; the inner exception tells why.</exception>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public async Task<IActorRef> SpawnAsync(Props props, HostedOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (_backend is not LocalBackend local)
        {
            throw new InvalidOperationException(
                "A job cannot start actors in the pool that runs it. Start them where the pool was started.");
        }

        _backend.ThrowIfClosed();
        options ??= new HostedOptions();
        options.Validate();
        return await HostedActors.SpawnAsync(props, options, local, cancellationToken).ForCaller().ConfigureAwait(false);
    }

    private Task<Hosted<T>> Host<T>(Delegate factory, HostedOptions? options, CancellationToken cancellationToken)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (_backend is not LocalBackend local)
        {
            throw new InvalidOperationException(
                "A job cannot host objects in the pool that runs it. Host them where the pool was started.");
        }

        _backend.ThrowIfClosed();
        options ??= new HostedOptions();
        options.Validate();
        return Hosted<T>.StartAsync(factory, options, local, cancellationToken);
    }
}
