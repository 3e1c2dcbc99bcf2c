namespace Troupe.Supervision;

/// <summary>
/// Decides about a pool's workers, not about its jobs: how many there are, and when the next one is started. It answers with a
/// <see cref="ControlCommand"/>, at once or later, from any thread.
/// </summary>
internal interface IPoolControl
{
    /// <summary>Something has happened. Called by one thread at a time, in the order of what happened; must return soon, and not
    /// throw.</summary>
    void Tell(ControlEvent happened);
}
