namespace Troupe.Shared.Pipes;

/// <summary>One end of a pipe: the messages on their way to it, who waits there, and whether it is still open.</summary>
internal sealed class PipeEndState
{
    /// <summary>Messages that were written at the other end and not read here.</summary>
    public Queue<ReadOnlyMemory<byte>> Incoming { get; } = new();

    /// <summary>Reads that wait here for a message.</summary>
    public WaitLine<bool> Readers { get; } = new();

    /// <summary>Writes that wait here for room at the other end.</summary>
    public WaitLine<ReadOnlyMemory<byte>> Writers { get; } = new();

    /// <summary>Jobs, and other processes, that have used this end and have not ended.</summary>
    public HashSet<Participant> Users { get; } = [];

    public bool Closed { get; set; }

    /// <summary>What the other end is told beside "closed": nothing, or the error of a death.</summary>
    public byte[] Farewell { get; set; } = [];
}
