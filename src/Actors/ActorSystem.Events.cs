namespace Troupe.Actors;

public sealed partial class ActorSystem
{
    /// <summary>
    /// Raised for every message nobody worked on, on whichever thread found out; keep handlers quick. What they throw is swallowed.
    /// </summary>
    public event Action<DeadLetter>? DeadLettered;

    /// <summary>
    /// Raised for every exception that left an actor's code, with what was done about it; for logs. Handlers run on actors'
    /// turns, so keep them quick. What they throw is swallowed.
    /// </summary>
    public event Action<ActorFailure>? Failed;

    /// <summary>Raises <see cref="DeadLettered"/>; for routers and links that cannot deliver a message.</summary>
    /// <param name="deadLetter">The message and why.</param>
    public void PublishDeadLetter(DeadLetter deadLetter)
    {
        ArgumentNullException.ThrowIfNull(deadLetter);
        Raise(DeadLettered, deadLetter);
    }

    internal void PublishFailure(ActorFailure failure) => Raise(Failed, failure);

    private static void Raise<T>(Action<T>? handlers, T value)
    {
        foreach (Action<T> handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(value);
            }
            catch (Exception)
            {
                // A log that fails must not take actors down, and there is nobody left to tell.
            }
        }
    }
}
