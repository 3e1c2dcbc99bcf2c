namespace Troupe;

/// <summary>Tells of a user's callback that threw.</summary>
/// <param name="error">What it threw.</param>
public sealed class CallbackFailedEventArgs(Exception error) : EventArgs
{
    /// <summary>What the callback threw.</summary>
    public Exception Error { get; } = error;
}
