namespace Troupe.Sessions;

/// <summary>What a session knows of one of its worker's jobs.</summary>
internal struct SessionJob
{
    /// <summary>Its id.</summary>
    public ulong Id;

    /// <summary>For a chunk: how many items it has. 0 for a call.</summary>
    public int Count;

    /// <summary>For a chunk: its first item without an outcome.</summary>
    public int Next;

    /// <summary>How long it, or each of its items, may run; null when for ever.</summary>
    public TimeSpan? Timeout;

    /// <summary>Whether it is to end.</summary>
    public bool CancelRequested;
}
