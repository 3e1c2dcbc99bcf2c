namespace Troupe;

/// <summary>Tells that a hosted object was lost with its process.</summary>
/// <param name="error">How the process ended.</param>
/// <param name="restarting">Whether the object is restarted.</param>
public sealed class HostedLostEventArgs(WorkerLostException error, bool restarting) : EventArgs
{
    /// <summary>How the process ended.</summary>
    public WorkerLostException Error { get; } = error;

    /// <summary>Whether the object is restarted, with a fresh state; else it has ended.</summary>
    public bool Restarting { get; } = restarting;
}
