using Akka.Actor;

namespace Troupe.Samples.AkkaApp;

/// <summary>An actor of the application's. It has orders quoted in worker processes, and stays free for other messages meanwhile.</summary>
public sealed class Clerk : ReceiveActor
{
    public sealed record Order(int Number);

    public sealed record Quoted(string Text);

    public Clerk(IActorRef pool)
    {
        Receive<Order>(order =>
        {
            var options = new JobOptions { Name = $"order {order.Number}", Timeout = TimeSpan.FromSeconds(10) };
            // The answer goes to the sender of the order.
            pool.Ask<string>(PoolJob.Of(Prices.Quote, order.Number, options)).PipeTo(Sender, Self, text => new Quoted(text));
        });
    }
}
