using Akka.Actor;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>Messages of the specs' actors.</summary>
public static class Talk
{
    public sealed record Add(int Amount);

    public sealed record Get;

    public sealed record Total(int Value, int Pid);

    public sealed record Fail(string Why);

    public sealed record Die;

    public sealed record Stop;

    /// <summary>Tell what it is told to somebody else.</summary>
    public sealed record Introduce(IActorRef To);

    public sealed record Hello(IActorRef From, string Text);
}
