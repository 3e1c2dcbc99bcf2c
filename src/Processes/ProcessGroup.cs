namespace Troupe.Processes;

/// <summary>A child process and everything it started, to be ended as one.</summary>
internal abstract class ProcessGroup : IDisposable
{
    /// <summary>
    /// Ends all of them now, without asking. May be called any number of times from any thread, also after the child
    /// itself is gone (what it left behind is ended then). Never throws for a process that is gone.
    /// </summary>
    internal abstract void Kill();

    /// <summary>
    /// Asks the child itself, not what it has started, to end: SIGTERM. Where there are no signals it is <see cref="Kill"/>.
    /// Does nothing when the child is gone.
    /// </summary>
    internal abstract void Terminate();

    /// <inheritdoc/>
    public abstract void Dispose();
}
