namespace Troupe.Actors.Tests;

internal static class TestExtensions
{
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    /// <summary>Tells a scripted actor what to do.</summary>
    public static void Do(this ActorRef actor, Action<ScriptedActor> act) => actor.Tell(act);

    public static void DoAsync(this ActorRef actor, Func<ScriptedActor, Task> act) => actor.Tell(act);

    /// <summary>Keeps a scripted actor in one message until the gate opens; returns once it is in it.</summary>
    public static Task Occupy(this ActorRef actor, TaskCompletionSource gate, Action<ScriptedActor>? then = null)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.DoAsync(async self =>
        {
            entered.SetResult();
            await gate.Task;
            then?.Invoke(self);
        });
        return entered.Task.WaitAsync(Hang);
    }

    /// <summary>Runs a function on a scripted actor's turn; what it throws is the test's, not the actor's.</summary>
    public static Task<T> Get<T>(this ActorRef actor, Func<ScriptedActor, T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Do(self =>
        {
            try
            {
                result.SetResult(function(self));
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        });
        return result.Task.WaitAsync(Hang);
    }

    public static void Crash(this ActorRef actor, string why = "boom") => actor.Do(_ => throw new InvalidOperationException(why));

    public static Task Run(this ActorRef actor, Action<ScriptedActor> act) => actor.Get(self =>
    {
        act(self);
        return true;
    });
}
