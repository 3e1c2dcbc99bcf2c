namespace Troupe.Control;

/// <summary>Tells an actor to drain and end: see <see cref="DrainMailbox"/>.</summary>
internal sealed class Drain
{
    public static readonly Drain Instance = new();
}
