using Akka.Actor;
using Troupe.Hosting.Bridges;
using Troupe.Links.Conversations;

namespace Troupe.WorkerActors;

/// <summary>An actor system with the actor that hosts the user's.</summary>
internal sealed class Hosting
{
    private readonly IActorRef _host;

    private Hosting(IActorRef host, ActorBridge bridge) => (_host, Bridge) = (host, bridge);

    /// <summary>The way to the process that started this one.</summary>
    public ActorBridge Bridge { get; }

    /// <summary>Makes the system; takes some hundred milliseconds, and returns when the host is there.</summary>
    public static Hosting Begin(ActorHostSetup setup)
    {
        PoolLogger.Sink = setup.Log;
        var system = ActorSystem.Create(HostSettings.SystemName, HostSettings.For(setup.LogLevels));
        var made = new TaskCompletionSource<ActorBridge>();
        var host = system.ActorOf(Props.Create<HostActor>(setup, made), HostSettings.HostName);
        return new Hosting(host, made.Task.GetAwaiter().GetResult());
    }

    /// <summary>Makes the user's actor; returns when messages can be told to it.</summary>
    public void Start(Props props)
    {
        var made = new TaskCompletionSource();
        _host.Tell(new HostActor.Start(props, made));
        made.Task.GetAwaiter().GetResult();
    }

    /// <summary>Lets the user's actor work on what it was told, and end.</summary>
    public void End(TimeSpan bound)
    {
        var ended = new TaskCompletionSource();
        _host.Tell(new HostActor.End(ended));
        ended.Task.Wait(bound);
    }
}
