using System.Runtime.CompilerServices;
using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Hosting;
using Troupe.Jobs;
using Troupe.Messages.Functions;
using Troupe.Remoting.Spaces;
using Troupe.Timing;

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
    /// <param name="cancellationToken">Gives the start up.</param>
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
    /// Starts an actor of yours in a process of its own. Its reference is used like that of any other actor: tell, ask, watch, and
    /// inside of messages both ways. When it throws, it is restarted there; when its process dies, it starts anew in another one,
    /// as often as the options allow, and messages wait meanwhile; then its watchers get <see cref="Terminated"/>. Props with a
    /// <see cref="RoundRobinPool"/> make so many processes behind one reference. It ends with this pool, or when it is stopped.
    /// </summary>
    /// <param name="props">How to make it: its constructor without parameters, or a factory whose captured variables travel. Supervisors in the props cannot travel; override <c>SupervisorStrategy</c> in the actor.</param>
    /// <param name="options">How it is hosted; null for the defaults. <see cref="HostedOptions.Calls"/> has no meaning here.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>The actor's reference, once its process is ready.</returns>
    /// <exception cref="ArgumentException">The props, or their router, have a supervisor.</exception>
    /// <exception cref="PoolStartException">The process did not start; the inner exception tells why.</exception>
    /// <exception cref="PayloadNotEncodableException">A captured variable of the factory cannot travel; the text names it.</exception>
    /// <exception cref="PoolClosedException">The pool has ended.</exception>
    /// <exception cref="InvalidOperationException">Called inside a job.</exception>
    public async Task<ActorRef> SpawnAsync(Props props, HostedOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (props.Supervisor is not null)
            throw new ArgumentException("Props with a supervisor cannot travel to another process; override SupervisorStrategy in the actor instead.", nameof(props));
        if (props.Router is { } router && router.Supervisor != SupervisorStrategy.Default)
            throw new ArgumentException("A supervisor of a RoundRobinPool cannot travel to the processes of its routees. HostedOptions says how often a lost process is replaced; an actor that throws is restarted in its process.", nameof(props));
        if (_backend is not LocalBackend local)
            throw new InvalidOperationException("A job cannot start actors in the pool that runs it. Start them where the pool was started.");
        ThrowIfClosed();
        options ??= new HostedOptions();
        options.Validate();
        var starts = Enumerable.Range(0, props.Router?.Instances ?? 1)
            .Select(_ => HostedActor.StartAsync(props, options, local.Options, local.Hosted, cancellationToken)).ToArray();
        HostedActor[] all;
        try
        {
            all = await Task.WhenAll(starts).ForCaller().ConfigureAwait(false);
        }
        catch
        {
            // Those that did start are nobody's.
            await Task.WhenAll(starts.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result.EndAsync(kill: true))).ForCaller().ConfigureAwait(false);
            throw;
        }
        return props.Router is null
            ? all[0].Reference
            : ActorSpace.Spawn(Props.Create(() => new HostedRouter([.. all.Select(hosted => hosted.Reference)])), out _);
    }

    private Task<Hosted<T>> Host<T>(Delegate factory, HostedOptions? options, CancellationToken cancellationToken)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (_backend is not LocalBackend local)
            throw new InvalidOperationException("A job cannot host objects in the pool that runs it. Host them where the pool was started.");
        ThrowIfClosed();
        options ??= new HostedOptions();
        options.Validate();
        return Hosted<T>.StartAsync(factory, options, local, cancellationToken);
    }

    internal Task<TResult> RunHosted<TResult>(Delegate call, JobOptions? options, CancellationToken cancellationToken) =>
        Run(Call.Begin(_backend, call, FunctionRole.UsesSubject).Returning(Options(options), DeclaredResult<TResult>.Instance), cancellationToken);

    internal Task RunHosted(Delegate call, JobOptions? options, CancellationToken cancellationToken) =>
        Run(Call.Begin(_backend, call, FunctionRole.UsesSubject).Returning(Options(options), NoResult.Instance), cancellationToken);

    internal void ReportCallbackFailure(Exception error) => _backend.CallbackFailed(error);
}
