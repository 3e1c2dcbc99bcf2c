namespace Troupe.Processes;

/// <summary>Where the bytes of one output stream go. Called by the one thread that reads that stream.</summary>
internal abstract class OutputTarget
{
    /// <summary>Takes the next bytes; must copy what it keeps, hold a bounded amount, and not throw.</summary>
    internal abstract void Accept(ReadOnlySpan<byte> bytes);

    /// <summary>No further bytes will come.</summary>
    internal abstract void Complete();
}
