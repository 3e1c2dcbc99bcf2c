using Akka.Actor;
using Troupe.Children;

namespace Troupe;

public partial class ChildProcess
{
    private readonly Lock _actorGate = new();
    private Task<IActorRef>? _actor;

    /// <summary>
    /// The process as an actor: <c>Terminated</c> is told when it has ended. <c>PoisonPill</c> asks it to end, as <see cref="Terminate"/>
    /// does; stopping the actor, or a <c>Kill</c>, ends it as <see cref="Kill"/> does. Anything else is unhandled.
    /// </summary>
    /// <remarks>
    /// Made at its first use, in <see cref="ChildProcessOptions.ActorSystem"/>, below <c>/user/troupe-process-1</c> and so on, or in a
    /// system of Troupe's own, which takes about 0.15 s when there is none yet. The process of one that was never asked for has no actor.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The actor system of the options has been terminated.</exception>
    public IActorRef ActorRef
    {
        get
        {
            lock (_actorGate)
                return (_actor ??= OpenActor()).GetAwaiter().GetResult();
        }
    }

    private Task<IActorRef> OpenActor()
    {
        var system = _call.Settings.ActorSystem;
        if (system is { WhenTerminated.IsCompleted: true })
        {
            throw new InvalidOperationException(
                $"The actor system {system.Name} has been terminated: process {Name} cannot have its actor there.");
        }

        return ChildActors.OpenAsync(this, _call.Life.Exited, system);
    }
}
