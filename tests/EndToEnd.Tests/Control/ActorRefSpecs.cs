using Akka.Actor;
using Akka.Configuration;
using Akka.Routing;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Control;

/// <summary>The ground of specs that tell actors of Troupe's something from an application's own system.</summary>
public abstract class ActorRefSpecs : PoolSpecs, IDisposable
{
    protected ActorSystem System { get; } = ActorSystem.Create("application", ConfigurationFactory.ParseString("akka.loglevel = OFF"));

    public void Dispose()
    {
        System.Terminate().Wait(Patience).ShouldBeTrue();
        GC.SuppressFinalize(this);
    }

    protected Task<ProcessPool> StartThere(int workers) => StartThere(new ProcessPoolOptions { Workers = workers });

    protected Task<ProcessPool> StartThere(ProcessPoolOptions options) => ProcessPool.StartAsync(options, System).WaitAsync(Patience);

    /// <summary>The pool's routees, by the numbers of their slots.</summary>
    protected static async Task<IReadOnlyList<IActorRef>> Routees(ProcessPool pool) =>
        [.. (await pool.ActorRef.Ask<Routees>(GetRoutees.Instance, Patience)).Members.Cast<ActorRefRoutee>().Select(routee => routee.Actor)
            .OrderBy(actor => actor.Path.Name)];

    protected static async Task<TError> Failure<TError>(IActorRef actor, object message)
        where TError : Exception => await Should.ThrowAsync<TError>(actor.Ask<object>(message, Patience));
}
