using Troupe.Actors;
using Troupe.Remoting.Spaces;

namespace Troupe.Hosting;

/// <summary>A user's actor in a process of its own: the process, and the reference that outlives it.</summary>
internal sealed class HostedActor : IHostedObject
{
    private readonly LossBudget _budget;
    private readonly TimeProvider _clock;
    private readonly HostedObjects _owner;
    private OwnProcess? _process;
    private int _ended;

    private HostedActor(HostedOptions options, TimeProvider clock, HostedObjects owner)
    {
        (_budget, _clock, _owner) = (new LossBudget(options.MaxRestarts, options.RestartWindow), clock, owner);
        Reference = new HostedActorRef(() => _ = Task.Run(() => EndAsync(kill: false)));
    }

    public HostedActorRef Reference { get; }

    public static async Task<HostedActor> StartAsync(Props props, HostedOptions options, ProcessPoolOptions poolOptions, HostedObjects owner, CancellationToken cancellationToken)
    {
        var hosted = new HostedActor(options, poolOptions.TimeProvider, owner);
        var subject = new HostedSubject(props.ActorType.Name, props.ByConstructor ? null : props.Factory, hosted.OnLost)
        {
            Actor = props,
            ActorNumber = ActorSpace.NewNumber(),
            Ready = hosted.Reference.Connect,
        };
        hosted._process = await OwnProcess.StartAsync(options.ForOneProcess(poolOptions), subject, cancellationToken).ConfigureAwait(false);
        if (owner.TryAdd(hosted))
            return hosted;
        await hosted.EndAsync(kill: true).ConfigureAwait(false);
        throw new PoolClosedException("The pool has ended, and the actor with it.");
    }

    public async Task EndAsync(bool kill)
    {
        Reference.End("its process was ended", lost: false);
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            _owner.Remove(this);
        if (_process is null)
            return;
        if (kill)
            await _process.KillAsync().ConfigureAwait(false);
        await _process.EndAsync().ConfigureAwait(false);
    }

    private bool OnLost(WorkerLostException error)
    {
        var again = _budget.TryUse(_clock.GetTimestamp(), _clock);
        if (!again)
            Reference.End(error.Message, lost: true);
        return again;
    }
}
