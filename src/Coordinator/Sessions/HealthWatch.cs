namespace Troupe.Sessions;

/// <summary>
/// Judges a worker by its heartbeat. It counts looks, not seconds: a machine that slept, or a coordinator that was
/// stopped, has not looked meanwhile and blames nobody. Pure.
/// </summary>
/// <param name="Beat">The heartbeat at the last look.</param>
/// <param name="Unchanged">How many looks in a row found the same.</param>
internal readonly record struct HealthWatch(long Beat, int Unchanged)
{
    /// <summary>This many looks without a beat and the worker counts as dead: 10 s at one look in 200 ms.</summary>
    public const int DeadAfter = 50;

    /// <summary>Whether the worker counts as dead.</summary>
    public bool Dead => Unchanged >= DeadAfter;

    /// <summary>Looks once.</summary>
    public HealthWatch Check(long beat) => new(beat, beat == Beat ? Unchanged + 1 : 0);
}
