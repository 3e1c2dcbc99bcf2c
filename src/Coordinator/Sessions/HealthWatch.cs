namespace Troupe.Sessions;

/// <summary>
/// Judges a worker by its heartbeat. It counts checks, not seconds: a machine that slept, or a coordinator that was
/// stopped, has not checked meanwhile and blames no worker. Pure.
/// </summary>
/// <param name="Beat">The heartbeat at the last check.</param>
/// <param name="Unchanged">How many checks in a row found the same.</param>
internal readonly record struct HealthWatch(long Beat, int Unchanged)
{
    /// <summary>This many checks without a beat and the worker counts as dead: 10 s at one check per 200 ms.</summary>
    public const int DeadAfter = 50;

    /// <summary>Whether the worker counts as dead.</summary>
    public bool Dead => Unchanged >= DeadAfter;

    /// <summary>Looks once.</summary>
    public HealthWatch Check(long beat) => new(beat, beat == Beat ? Unchanged + 1 : 0);
}
