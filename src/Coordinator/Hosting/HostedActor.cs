using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Remoting.Spaces;
using Troupe.Sessions;
using Troupe.Timing;

namespace Troupe.Hosting;

/// <summary>A user's actor in a process of its own: the process, and the reference that outlives it.</summary>
internal sealed class HostedActor : IHostedObject
{
    private readonly LossBudget _budget;
    private readonly TimeProvider _clock;
    private readonly HostedObjects _owner;
    private OwnProcess? _process;

    private HostedActor(HostedOptions options, TimeProvider clock, HostedObjects owner)
    {
        (_budget, _clock, _owner) = (new LossBudget(options.MaxRestarts, options.RestartWindow), clock, owner);
        Reference = new HostedActorRef(() => _ = ControlTasks.Begin(() => EndAsync(kill: false)));
    }

    public HostedActorRef Reference { get; }

    public static Task<HostedActor> StartAsync(Props props, HostedOptions options, ProcessPoolOptions poolOptions, HostedObjects owner, CancellationToken cancellationToken) =>
        owner.StartAsync(token => StartProcessAsync(props, options, poolOptions, owner, token), cancellationToken);

    private static async Task<HostedActor> StartProcessAsync(Props props, HostedOptions options, ProcessPoolOptions poolOptions, HostedObjects owner, CancellationToken cancellationToken)
    {
        var hosted = new HostedActor(options, poolOptions.TimeProvider, owner);
        var subject = new HostedSubject(props.ActorType.Name, props.ByConstructor ? null : props.Factory, hosted.OnLost)
        {
            Actor = props,
            ActorNumber = RandomNumber.Next(),
            Ready = hosted.Reference.Connect,
        };
        hosted._process = await OwnProcess.StartAsync(options.ForOneProcess(poolOptions), subject, cancellationToken).OnControlThread();
        return hosted;
    }

    /// <summary>What actors do is not counted: they end when they are told to.</summary>
    public Task DrainedAsync() => Task.CompletedTask;

    public async Task EndAsync(bool kill)
    {
        Reference.End("its process was ended", lost: false);
        if (_process is { } process)
        {
            if (kill)
                await process.KillAsync().OnControlThread();
            await process.EndAsync().OnControlThread();
        }
        _owner.Remove(this);
    }

    private bool OnLost(WorkerLostException error)
    {
        var again = _budget.TryUse(_clock.GetTimestamp(), _clock);
        if (!again)
            Reference.End(error.Message, lost: true);
        return again;
    }
}
