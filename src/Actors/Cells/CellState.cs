namespace Troupe.Actors.Cells;

/// <summary>Where a cell is in its life. Only Running works on ordinary messages; signals are worked on in all.</summary>
internal enum CellState
{
    /// <summary>Made, its Start signal not worked on yet.</summary>
    Created,

    /// <summary>Works on messages.</summary>
    Running,

    /// <summary>Failed, or a sibling did; waits for the parent.</summary>
    Suspended,

    /// <summary>The old instance is gone; the new one waits for the old one's children to end.</summary>
    Restarting,

    /// <summary>Waits for its children to end.</summary>
    Stopping,

    /// <summary>Ended: messages become dead letters, watchers are answered at once.</summary>
    Stopped,
}
