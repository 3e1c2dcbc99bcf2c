using Akka.Actor;
using Troupe.Supervision;

namespace Troupe.Control;

/// <summary>Has an actor for each slot of one machine.</summary>
internal sealed class NodeActor(PoolActorsSetup setup) : UntypedActor
{
    /// <summary>The name of the one whose workers are on this machine.</summary>
    public const string ThisMachine = "this-machine";

    private readonly HashSet<string> _open = [];
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
            case SlotOpened opened: Open(NameOf(opened.Slot)); break;
            case SlotGone gone: Close(NameOf(gone.Slot)); break;
            case WorkerUp up: Tell(up.Worker.Slot, up); break;
            case WorkerDown down: Tell(down.Worker.Slot, down); break;
            case WorkerHeavy heavy: Tell(heavy.Worker.Slot, heavy); break;
            case CoordinatorActor.Forgot: Context.Parent.Tell(message); break;
            case Terminated stopped: OnStopped(stopped); break;
            default: Unhandled(message); break;
        }
    }

    private static string NameOf(int slot) => $"worker-{slot}";

    private static void Tell(int slot, ControlEvent happened) => Context.Child(NameOf(slot)).Tell(happened);

    private void OnTable(PoolTable table)
    {
        var open = table.Slots.Select(NameOf).ToHashSet();
        foreach (var name in Context.GetChildren().Select(child => child.Path.Name).Except(open).ToList())
            Close(name);
        foreach (var name in open)
            Open(name);
        foreach (var happened in table.Open.Where(happened => happened is not SlotsNeeded))
            OnReceive(happened);
    }

    /// <summary>One of that name that is still stopping is followed by another one.</summary>
    private void Open(string name)
    {
        _open.Add(name);
        if (Context.Child(name).IsNobody())
            Context.Watch(Context.ActorOf(ActorDispatcher.NewProps<WorkerActor>(setup), name));
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
        if (!_open.Contains(name))
            return;
        Open(name);
        Context.Parent.Tell(CoordinatorActor.Forgot.Instance);
    }
}
