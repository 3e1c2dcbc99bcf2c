namespace Troupe.Chaos.Records;

/// <summary>What user code itself has written, in the worker, at one moment of a job.</summary>
/// <param name="Mark">One of <see cref="Start"/>, <see cref="End"/>, <see cref="Locked"/>, <see cref="Unlocked"/>.</param>
/// <param name="Number">The job.</param>
/// <param name="Attempt">Which attempt at it.</param>
/// <param name="Pid">The process.</param>
internal readonly record struct LedgerEntry(char Mark, long Number, int Attempt, int Pid)
{
    public const char Start = 'S';
    public const char End = 'E';
    public const char Locked = 'L';
    public const char Unlocked = 'U';
}
