namespace Troupe.Sessions;

/// <summary>One thing that a worker tells of a job. For a submission the number is the submission's instead of the job's id.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Job">The job's id.</param>
/// <param name="DispatchNumber">The number of its assignment to this worker.</param>
/// <param name="Bytes">See the kind; valid until the report is disposed of.</param>
internal readonly record struct Outcome(OutcomeKind Kind, ulong Job, long DispatchNumber, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The index of the first item that it is about.</summary>
    public int First { get; init; }

    /// <summary>How many items it is about.</summary>
    public int Count { get; init; }

    /// <summary>How long the job ran, in ticks of 100 ns.</summary>
    public uint Ticks { get; init; }

    /// <summary>Whether nothing that the worker was sent is unwritten, so that the job's arguments are no longer read.</summary>
    public bool ArgumentsWritten { get; init; }

    /// <summary>See the kind.</summary>
    public object? Detail { get; init; }
}
