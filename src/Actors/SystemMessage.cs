namespace Troupe.Actors;

/// <summary>What the runtime itself says to actors. The nested kinds are all that ever travels between processes.</summary>
public abstract record SystemMessage
{
    private protected SystemMessage()
    {
    }

    /// <summary>Asks to be sent one <see cref="DeathNotice"/> when the recipient ends; at once when it has ended.</summary>
    /// <param name="Watcher">Who gets the notice.</param>
    public sealed record Watch(ActorRef Watcher) : SystemMessage;

    /// <summary>Takes a <see cref="Watch"/> back.</summary>
    /// <param name="Watcher">Who had asked.</param>
    public sealed record Unwatch(ActorRef Watcher) : SystemMessage;

    /// <summary>Ends the recipient after the message it is working on.</summary>
    public sealed record Stop : SystemMessage
    {
        private Stop()
        {
        }

        /// <summary>The only instance.</summary>
        public static Stop Instance { get; } = new();
    }

    /// <summary>Tells a watcher that an actor has ended. Keeps its place behind the messages that actor sent.</summary>
    /// <param name="Actor">Who has ended.</param>
    /// <param name="AddressTerminated">True when only the link or the process was lost, so the end is an inference.</param>
    /// <param name="Reason">Why, as text for people.</param>
    public sealed record DeathNotice(ActorRef Actor, bool AddressTerminated = false, string? Reason = null) : SystemMessage;
}
