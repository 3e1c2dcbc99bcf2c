using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Troupe.Control;
using Troupe.Sessions;
using Troupe.Supervision;

namespace Troupe.Tests.Control;

/// <summary>The actors of a pool alone: the spec is told what they answer to the dispatcher, and tells them what happens in its
/// place.</summary>
public abstract class PoolActorsGround : ManualTimeSpecs
{
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected PoolActorsGround()
    {
        var setup = new PoolActorsSetup(
            "troupe-1", Spares: 1, OnAnswer, error => _ended.TrySetResult(error), NullLogger.Instance)
        {
            Run = OnRun,
            Drain = () => TestActor.Tell("drained", ActorRefs.NoSender),
        };
        Root = Sys.ActorOf(ActorDispatcher.NewProps<PoolActor>(setup).WithMailbox(DrainMailbox.Id), setup.Name);
    }

    protected IActorRef Root { get; }

    /// <summary>What actors that take the pool over are told; null: the spec is told that they do, and tells them itself.</summary>
    private protected PoolTable? Table { get; set; }

    /// <summary>Those that took it over last.</summary>
    private protected IPoolControl? Control { get; private set; }

    /// <summary>Completes when the root has ended, with what it has told of that.</summary>
    protected Task<Exception?> Ended => _ended.Task.WaitAsync(Patience);

    /// <summary>The jobs that were told, in order, for the spec to end.</summary>
    private protected BlockingCollection<(PoolJob Job, int OnlySlot, TaskCompletionSource<object?> Result)> Told { get; } = [];

    /// <summary>The actors take the pool over, now and whenever they want to.</summary>
    private protected async Task<IPoolControl> Adopted(params int[] slots)
    {
        Control = (await ExpectMsgAsync<AdoptPool>(Patience)).Control;
        Table = new PoolTable(slots, [Needed(slots.Length)]);
        Control.Tell(Table);
        await Answer<SetSlots>();
        await Routees(); // All of them are there.
        return Control;
    }

    /// <summary>The next answer of this kind; those of others are passed over.</summary>
    private protected async Task<TCommand> Answer<TCommand>()
        where TCommand : ControlCommand => (TCommand)await FishForMessageAsync(message => message is TCommand, Patience);

    /// <summary>All that was answered so far.</summary>
    protected Task<object[]> Answers() => After(TimeSpan.Zero);

    protected async Task<IReadOnlyList<IActorRef>> Routees() =>
        [.. (await Root.Ask<Routees>(GetRoutees.Instance, Patience)).Members.Cast<ActorRefRoutee>().Select(routee => routee.Actor)
            .OrderBy(actor => actor.Path.Name)];

    protected Task<IActorRef> Find(string below) => Sys.ActorSelection(Root.Path / below.Split('/')).ResolveOne(Patience);

    private protected static SlotsNeeded Needed(int workers) => new(workers, StandIns: 0, Parked: 0, SurplusSlots.Stay, Request: 0);

    private protected static WorkerDown Down(int slot, bool failed = false) =>
        new(new WorkerId(slot, 1), failed, failed ? 1 : 0, failed ? new StartBreaker(3) : StartBreaker.Closed);

    private void OnAnswer(ControlCommand command)
    {
        if (command is not AdoptPool adopt || Table is not { } table)
        {
            TestActor.Tell(command, ActorRefs.NoSender);
            return;
        }
        Control = adopt.Control;
        adopt.Control.Tell(table);
    }

    private Task<object?> OnRun(PoolJob job, int onlySlot)
    {
        var result = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Told.Add((job, onlySlot, result));
        return result.Task;
    }
}
