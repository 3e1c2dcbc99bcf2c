using Akka.Actor;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>Messages of the specs' actors.</summary>
public static class Club
{
    public sealed record Open;

    public sealed record Guest(int Number);

    public sealed record Guests(List<int> Numbers);

    public sealed record Hire(string Name);

    public sealed record Fire(string Name);

    public sealed record Ticks(int Count);

    public sealed record Pass(IActorRef To, string Text);

    public sealed record Note(string Text);

    public sealed record Mail(List<IActorRef> All, Dictionary<string, IActorRef> ByName, IActorRef? None);
}
