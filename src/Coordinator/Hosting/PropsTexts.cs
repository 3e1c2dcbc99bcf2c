using Akka.Routing;

namespace Troupe.Hosting;

/// <summary>Why props cannot travel to a worker, and what to do instead.</summary>
internal static class PropsTexts
{
    public const string Supervisor =
        "Props with a supervisor strategy cannot travel to another process; override SupervisorStrategy in the actor instead.";

    public const string Producer =
        "Props whose actor is made by an IIndirectActorProducer, or by a function, cannot travel to another process, where only its "
            + "type and the "
        + "arguments of its constructor are known. Use Props.Create(() => new MyActor(…)).";

    public const string RemoteDeployment = "Props with a remote deployment cannot be started in a worker process of the pool.";

    public const string Named =
        "Props that name a dispatcher or a mailbox cannot travel: the actor system of the worker process has the default ones only.";

    public const string Resizer =
        "A RoundRobinPool with a Resizer cannot be the router of actors in worker processes: how busy they are does not show in this "
            + "process. "
        + "Send it an AdjustPoolSize instead.";

    public const string SupervisorOfRouter =
        "A supervisor strategy of a RoundRobinPool cannot travel to the processes of its routees. HostedOptions says how often a lost "
            + "process "
        + "is replaced; an actor that throws is restarted in its process.";

    public const string NoRoutees = "The RoundRobinPool is to have no routees.";

    public static string RouterOf(RouterConfig router) =>
        $"A {router.GetType().Name} cannot be the router of actors in worker processes. Use a RoundRobinPool; or spawn the actors one "
            + "by one, "
        + "and give their references to a router of your own.";
}
