using Troupe.SharedState.FastPaths;

namespace Troupe.SharedState.Pipes;

/// <summary>One end of a pipe: the messages on their way to it, the requests that wait there, and whether it is still open.</summary>
/// <param name="capacity">How many messages may be on their way to it.</param>
internal sealed class PipeEndState(int capacity)
{
    /// <summary>Messages that were written at the other end and not read here.</summary>
    public ItemQueue Incoming { get; } = new(capacity);

    /// <summary>Reads that wait here for a message.</summary>
    public WaitQueue<bool> Readers { get; } = new();

    /// <summary>Writes that wait here for room at the other end.</summary>
    public WaitQueue<ReadOnlyMemory<byte>> Writers { get; } = new();

    /// <summary>Jobs, and other processes, that have used this end and have not ended.</summary>
    public HashSet<Participant> Users { get; } = [];

    /// <summary>How many jobs that have not ended were given this end.</summary>
    public int ActiveTransfers { get; set; }

    /// <summary>How one of those that were given this end died; null while none has.</summary>
    public string? TransferLoss { get; set; }

    public bool Closed { get; set; }

    /// <summary>What the other end is told beside "closed": nothing, or the error of a death.</summary>
    public byte[] Farewell { get; set; } = [];
}
