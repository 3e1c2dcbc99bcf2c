namespace Troupe.Sessions;

/// <summary>
/// Where sessions tell what happens. In two steps, so that a session can keep the order of its events under a lock of its own and let them
/// be worked on without it. Safe for any thread.
/// </summary>
internal interface ISessionEvents
{
    /// <summary>Notes what has happened; returns at once and calls nothing.</summary>
    void Add(SessionEvent happened);

    /// <summary>Works on what was noted, unless another thread does already.</summary>
    void Run();
}
