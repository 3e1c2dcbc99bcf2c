namespace Troupe.Sessions;

/// <summary>One incarnation of one slot of the pool: late messages are told apart by it.</summary>
/// <param name="Slot">The slot's number, from 0.</param>
/// <param name="Generation">The incarnation, from 1.</param>
internal sealed record WorkerId(int Slot, int Generation)
{
    /// <summary>The first worker of a pool, or of a child process.</summary>
    public static readonly WorkerId First = new(0, 1);

    /// <inheritdoc/>
    public override string ToString() => $"{Slot}.{Generation}";
}
