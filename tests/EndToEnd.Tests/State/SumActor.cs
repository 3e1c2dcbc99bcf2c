using Akka.Actor;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Adds up what it is told; says hello to whom it is introduced to.</summary>
public sealed class SumActor(int start) : UntypedActor
{
    private int _total = start;

    public SumActor()
        : this(0)
    {
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Talk.Add add: _total += add.Amount; break;
            case Talk.Get: Sender.Tell(new Talk.Total(_total, Environment.ProcessId)); break;
            case Talk.Fail fail: throw new InvalidOperationException(fail.Why);
            case Talk.Die: Environment.Exit(3); break;
            case Talk.Stop: Context.Stop(Self); break;
            case Talk.Introduce introduce: introduce.To.Tell(new Talk.Hello(Self, $"from {Environment.ProcessId}")); break;
            case Talk.Hello hello: hello.From.Tell(new Talk.Add(1000)); break;
            default: Unhandled(message); break;
        }
    }
}
