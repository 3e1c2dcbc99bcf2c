using Troupe.Messages.Jobs;

namespace Troupe.Sessions;

/// <summary>A job as its worker receives it: data, and nothing that leads back to the caller.</summary>
/// <param name="Job">Its id, unique in its pool.</param>
/// <param name="Function">The function's number in its pool.</param>
/// <param name="Definition">What defines the function; sent once to each worker.</param>
/// <param name="Arguments">The encoded arguments; must not change before <see cref="Outcome.ArgumentsWritten"/>.</param>
internal readonly record struct Assignment(ulong Job, int Function, ReadOnlyMemory<byte> Definition, ReadOnlyMemory<byte> Arguments)
{
    /// <summary>Which attempt it is, from 1.</summary>
    public ushort Attempt { get; init; }

    /// <summary>How it is to be run.</summary>
    public RunFlags Flags { get; init; }

    /// <summary>For a chunk: how many items at its start are settled. 0 for a call.</summary>
    public int Skip { get; init; }

    /// <summary>For a chunk: how many items it has. 0 for a call.</summary>
    public int Count { get; init; }

    /// <summary>How long the job, or each of its items, may run; null when for ever.</summary>
    public TimeSpan? Timeout { get; init; }
}
