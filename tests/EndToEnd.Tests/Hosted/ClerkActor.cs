using Akka.Actor;

namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>Counts its notes; some are too much for it.</summary>
public sealed class ClerkActor : UntypedActor
{
    private int _notes;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Club.Note { Text: "nonsense" }: throw new FormatException("no note at all");
            case Club.Note { Text: "harm" }: throw new InvalidOperationException("that was too much");
            case Club.Note: _notes++; break;
            default: Sender.Tell(_notes); break;
        }
    }
}
