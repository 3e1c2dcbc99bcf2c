using System.Text.Json.Serialization;
using Troupe.Actors.Cells;

namespace Troupe.Actors;

/// <summary>
/// The address of one actor: the only way to reach it, from the same process or another one. Cheap to copy and keep,
/// safe to use from any thread; it never keeps its actor alive and stays usable (as a way to dead letters) after its end.
/// Messages from one sender to one recipient keep their order and arrive at most once.
/// </summary>
/// <remarks>Other assemblies derive from this class to reach actors elsewhere; they carry <see cref="SystemMessage"/> as well.</remarks>
[JsonConverter(typeof(ActorRefConverter))]
public abstract class ActorRef : IEquatable<ActorRef>
{
    /// <summary>For implementers.</summary>
    /// <param name="system">The local system whose clock and dead letters this reference uses.</param>
    /// <param name="path">The actor's path.</param>
    protected ActorRef(ActorSystem system, ActorPath path)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(path);
        System = system;
        Path = path;
    }

    /// <summary>The path of the actor, including its incarnation.</summary>
    public ActorPath Path { get; }

    /// <summary>The last name of the path.</summary>
    public string Name => Path.Name;

    /// <summary>The local system this reference belongs to.</summary>
    protected internal ActorSystem System { get; }

    /// <summary>Puts a message into the actor's mailbox, without a sender. Never waits for the actor.</summary>
    /// <param name="message">The message; treat it as given away.</param>
    /// <exception cref="MailboxFullException">The actor's mailbox is bounded, full, and set to <see cref="MailboxFullMode.Fail"/>.</exception>
    public void Tell(object message) => Tell(message, null);

    /// <summary>Puts a message into the actor's mailbox. A message to an actor that has ended becomes a dead letter.</summary>
    /// <param name="message">The message; treat it as given away.</param>
    /// <param name="sender">Whom the recipient sees as <c>Sender</c>.</param>
    /// <exception cref="MailboxFullException">The actor's mailbox is bounded, full, and set to <see cref="MailboxFullMode.Fail"/>.</exception>
    public abstract void Tell(object message, ActorRef? sender);

    /// <summary>
    /// The runtime's own messages (stop, watch, unwatch, notice of an end). They are never lost to a full mailbox, and all
    /// but <see cref="SystemMessage.DeathNotice"/> overtake ordinary messages. Not for application code. Implementations must not throw or wait.
    /// </summary>
    /// <param name="message">The message.</param>
    public abstract void SendSystemMessage(SystemMessage message);

    /// <summary>Asks a question and waits for the one answer the actor tells its sender.</summary>
    /// <typeparam name="T">The answer's type.</typeparam>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait on the system's clock; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="ct">Gives up the waiting; the actor is not told.</param>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <exception cref="ActorTerminatedException">The actor had ended, or ended before it answered.</exception>
    /// <exception cref="InvalidCastException">The answer was of another type.</exception>
    /// <exception cref="Exception">The answer was a <see cref="Status.Failure"/> or an exception: that exception.</exception>
    public Task<T> AskAsync<T>(object message, TimeSpan timeout, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The time to wait for an answer must not be negative.");
        return AskRef<T>.AskAsync(this, message, timeout, ct);
    }

    /// <inheritdoc/>
    public bool Equals(ActorRef? other) =>
        ReferenceEquals(this, other) || (other is not null && GetType() == other.GetType() && Path.Equals(other.Path));

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as ActorRef);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Path.GetHashCode();

    /// <summary>The actor's full path.</summary>
    public override string ToString() => Path.ToString();
}
