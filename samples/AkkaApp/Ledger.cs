using Akka.Actor;

namespace Troupe.Samples.AkkaApp;

/// <summary>An actor with a state, which runs in a worker process: an ordinary actor of Akka's.</summary>
public sealed class Ledger : ReceiveActor
{
    public sealed record Sale(int Amount);

    public sealed record Close;

    public sealed record Total(int Amount, int Process);

    private int _total;

    public Ledger()
    {
        Receive<Sale>(sale => _total += sale.Amount);
        Receive<Close>(_ => Sender.Tell(new Total(_total, Environment.ProcessId)));
    }
}
