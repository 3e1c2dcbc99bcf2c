using Akka.Actor;
using Akka.Routing;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>Has an actor for each slot of one machine.</summary>
internal sealed class NodeActor(PoolActorsSetup setup) : UntypedActor
{
    /// <summary>The name of the one whose workers are on this machine.</summary>
    public const string ThisMachine = "this-machine";

    private readonly Dictionary<string, int> _open = [];
    private readonly HashSet<string> _closing = [];

    protected override void PreRestart(Exception reason, object message)
    {
        // Its workers go on.
    }

    protected override void PostRestart(Exception reason) => Context.Parent.Tell(CoordinatorActor.Forgot.Instance);

    protected override SupervisorStrategy SupervisorStrategy() => Restarts.Of(setup.Log);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PoolTable table: OnTable(table); break;
            case SlotOpened opened: Open(opened.Slot); break;
            case SlotGone gone: Close(NameOf(gone.Slot)); break;
            case WorkerUp up: Tell(up.Worker.Slot, up); break;
            case WorkerDown down: Tell(down.Worker.Slot, down); break;
            case WorkerHeavy heavy: Tell(heavy.Worker.Slot, heavy); break;
            case GetRoutees: Sender.Tell(new Routees(Workers.Select(worker => new ActorRefRoutee(worker)))); break;
            case Broadcast broadcast: Forward(broadcast.Message); break;
            case CoordinatorActor.Forgot: Context.Parent.Tell(message); break;
            case Terminated stopped: OnStopped(stopped); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>Those whose slots are open.</summary>
    private IEnumerable<IActorRef> Workers => Context.GetChildren().Where(child => !_closing.Contains(child.Path.Name));

    private void Forward(object message)
    {
        foreach (var worker in Workers)
            worker.Forward(message);
    }

    private static string NameOf(int slot) => $"worker-{slot}";

    private static void Tell(int slot, ControlEvent happened) => Context.Child(NameOf(slot)).Tell(happened);

    private void OnTable(PoolTable table)
    {
        foreach (var name in Context.GetChildren().Select(child => child.Path.Name).Except(table.Slots.Select(NameOf)).ToList())
            Close(name);
        foreach (var slot in table.Slots)
            Open(slot);
        foreach (var happened in table.Open.Where(happened => happened is not SlotsNeeded))
            OnReceive(happened);
    }

    /// <summary>One of that name that is still stopping is followed by another one.</summary>
    private void Open(int slot)
    {
        var name = NameOf(slot);
        _open[name] = slot;
        if (Context.Child(name).IsNobody())
            Context.Watch(Context.ActorOf(ActorDispatcher.NewProps<WorkerActor>(setup, slot), name));
    }

    private void Close(string name)
    {
        _open.Remove(name);
        var worker = Context.Child(name);
        if (worker.IsNobody())
            return;
        _closing.Add(name);
        Context.Stop(worker);
    }

    private void OnStopped(Terminated stopped)
    {
        var name = stopped.ActorRef.Path.Name;
        if (!_closing.Remove(name))
            throw Restarts.Stopped(stopped);
        if (!_open.TryGetValue(name, out var slot))
            return;
        Open(slot);
        Context.Parent.Tell(CoordinatorActor.Forgot.Instance);
    }
}
