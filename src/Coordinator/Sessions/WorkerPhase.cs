namespace Troupe.Sessions;

/// <summary>Where one incarnation of a worker stands, from its turn in the line of starts to its end.</summary>
internal enum WorkerPhase
{
    /// <summary>It waits for its turn to start.</summary>
    Queued,

    /// <summary>The system starts its process.</summary>
    Starting,

    /// <summary>The process runs, and its link is awaited.</summary>
    Connecting,

    /// <summary>The link is up, and the process makes itself ready: it may run the user's initializer.</summary>
    Joining,

    /// <summary>It takes jobs.</summary>
    Ready,

    /// <summary>It was told to end, or has said that it will.</summary>
    Ending,

    /// <summary>Its link has ended, and its process has not yet.</summary>
    Unlinked,

    /// <summary>It was killed; its link is still read, and its process is awaited.</summary>
    Killed,

    /// <summary>It was killed, and there is no link, or none any longer: its process is awaited.</summary>
    KilledUnlinked,

    /// <summary>Its process is gone; its link is read to its end.</summary>
    Draining,

    /// <summary>Nothing more comes from it.</summary>
    Gone,
}
