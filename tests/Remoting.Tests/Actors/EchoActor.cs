using Troupe.Actors;

namespace Troupe.Remoting.Tests.Actors;

public sealed record Order(int Id, string Text);

public sealed record Failing(string Why);

public sealed record Forward(string Text);

/// <summary>A message that cannot travel.</summary>
public sealed record Holding(Stream Stream);

/// <summary>Answers every message with itself, a <see cref="Failing"/> with an error, and says goodbye to <c>"stop"</c>.</summary>
internal sealed class EchoActor : Actor
{
    protected override ValueTask ReceiveAsync(object message)
    {
        switch (message)
        {
            case Failing failing:
                Sender?.Tell(new Status.Failure(new InvalidOperationException(failing.Why)), Self);
                break;
            case "stop":
                Sender?.Tell("goodbye", Self);
                Context.StopSelf();
                break;
            default:
                Sender?.Tell(message, Self);
                break;
        }
        return ValueTask.CompletedTask;
    }
}

/// <summary>Passes on what it gets, in the name of whoever sent it.</summary>
internal sealed class ForwardActor(ActorRef next) : Actor
{
    protected override ValueTask ReceiveAsync(object message)
    {
        next.Tell(message, Sender);
        return ValueTask.CompletedTask;
    }
}
