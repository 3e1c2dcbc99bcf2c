namespace Troupe.SharedState;

/// <summary>What every shared object understands; the objects' own operations begin at 16.</summary>
internal static class CommonOperation
{
    /// <summary>The asker gives up: the number of the request that waits follows.</summary>
    public const byte Withdraw = 1;

    /// <summary>The job has ended; it gives back what it holds.</summary>
    public const byte JobEnded = 2;
}
