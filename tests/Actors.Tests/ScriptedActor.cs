namespace Troupe.Actors.Tests;

/// <summary>An actor that does what messages say: a delegate is run on its turn, anything else goes to the listener.</summary>
internal sealed class ScriptedActor(ActorRef? listener = null, SupervisorStrategy? strategy = null, Action<string>? life = null) : Actor
{
    public int Value { get; set; }

    public ActorContext Ctx => Context;

    public ActorRef? From => Sender;

    public Func<Exception, object?, bool>? KeepChildrenOnRestart { get; set; }

    public Action? BatchEnd { get; set; }

    protected override SupervisorStrategy SupervisorStrategy => strategy ?? base.SupervisorStrategy;

    public static Props Props(ActorRef? listener = null, SupervisorStrategy? strategy = null, Action<string>? life = null) =>
        Actors.Props.Create(() => new ScriptedActor(listener, strategy, life));

    protected override async ValueTask ReceiveAsync(object message)
    {
        switch (message)
        {
            case Action<ScriptedActor> act:
                act(this);
                break;
            case Func<ScriptedActor, Task> act:
                await act(this);
                break;
            default:
                listener?.Tell(message, Sender);
                break;
        }
    }

    protected override ValueTask PreStartAsync()
    {
        life?.Invoke("PreStart");
        return ValueTask.CompletedTask;
    }

    protected override ValueTask PostStopAsync()
    {
        life?.Invoke("PostStop");
        return ValueTask.CompletedTask;
    }

    protected override ValueTask PreRestartAsync(Exception cause, object? message)
    {
        life?.Invoke("PreRestart");
        return KeepChildrenOnRestart?.Invoke(cause, message) == true ? ValueTask.CompletedTask : base.PreRestartAsync(cause, message);
    }

    protected override ValueTask PostRestartAsync(Exception cause)
    {
        life?.Invoke("PostRestart");
        return base.PostRestartAsync(cause);
    }

    protected override void OnBatchEnd() => BatchEnd?.Invoke();
}
