using System.Threading.Channels;
using Troupe.Actors;

namespace Troupe.TestKit;

/// <summary>
/// An actor that keeps what it is told, and the test's side of it. Expectations take messages in the order they came.
/// Time limits are real time, whatever clock the system has: they end a hang and are not part of what is tested.
/// </summary>
public sealed class TestProbe
{
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(3);
    private readonly ChannelReader<ProbeActor.Received> _received;

    /// <summary>Spawns the probe as a top-level actor.</summary>
    /// <param name="system">Where.</param>
    /// <param name="name">Its name; null for a generated one.</param>
    public TestProbe(ActorSystem system, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        // Unbounded: a probe must never hold up the actors under test.
        var channel = Channel.CreateUnbounded<ProbeActor.Received>();
        _received = channel.Reader;
        Ref = system.Spawn(Props.Create(() => new ProbeActor(channel.Writer)).WithInlineDispatch(), name);
    }

    /// <summary>The probe's reference.</summary>
    public ActorRef Ref { get; }

    /// <summary>Who sent the message expected last; null when it had no sender or none was expected yet.</summary>
    public ActorRef? LastSender { get; private set; }

    /// <summary>Tells an actor a message, with the probe as sender.</summary>
    /// <param name="recipient">Whom to tell.</param>
    /// <param name="message">What.</param>
    public void Tell(ActorRef recipient, object message)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        recipient.Tell(message, Ref);
    }

    /// <summary>Tells <see cref="LastSender"/> a message, with the probe as sender.</summary>
    /// <param name="message">What.</param>
    /// <exception cref="InvalidOperationException">The last message had no sender.</exception>
    public void Reply(object message)
    {
        if (LastSender is not { } sender)
            throw new InvalidOperationException("There is nobody to reply to: the last expected message had no sender, or none was expected yet.");
        sender.Tell(message, Ref);
    }

    /// <summary>Lets the probe watch an actor. One that ends before the probe gets to it is reported all the same.</summary>
    /// <param name="actor">The actor, not the probe itself.</param>
    public void Watch(ActorRef actor) => Ref.Tell(new ProbeActor.Step(context => context.Watch(actor)));

    /// <summary>Takes <see cref="Watch"/> back.</summary>
    /// <param name="actor">The actor.</param>
    public void Unwatch(ActorRef actor) => Ref.Tell(new ProbeActor.Step(context => context.Unwatch(actor)));

    /// <summary>Takes the next message.</summary>
    /// <typeparam name="T">The type it must have.</typeparam>
    /// <param name="timeout">How long to wait for it; null for 3 s.</param>
    /// <exception cref="ProbeException">None came in time, or it was of another type.</exception>
    public async Task<T> ExpectMessageAsync<T>(TimeSpan? timeout = null)
    {
        TimeSpan limit = timeout ?? s_defaultTimeout;
        using var hang = new CancellationTokenSource(limit);
        ProbeActor.Received received;
        try
        {
            received = await _received.ReadAsync(hang.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new ProbeException($"{Ref} expected {typeof(T).Name}, but nothing came within {limit.TotalSeconds:0.###} s.");
        }

        LastSender = received.Sender;
        return received.Message is T message
            ? message
            : throw new ProbeException($"{Ref} expected {typeof(T).Name}, but {received.Message.GetType().Name} came: {received.Message}");
    }

    /// <summary>Takes the next message, which must be the notice that an actor has ended.</summary>
    /// <param name="actor">Which actor.</param>
    /// <param name="timeout">How long to wait for it; null for 3 s.</param>
    /// <exception cref="ProbeException">None came in time, or something else did.</exception>
    public async Task<Terminated> ExpectTerminatedAsync(ActorRef actor, TimeSpan? timeout = null)
    {
        Terminated terminated = await ExpectMessageAsync<Terminated>(timeout).ConfigureAwait(false);
        return terminated.Actor.Equals(actor)
            ? terminated
            : throw new ProbeException($"{Ref} expected the end of {actor}, but {terminated.Actor} ended.");
    }

    /// <summary>
    /// Checks that nothing waits. It lets a marker pass through the probe's mailbox first, so whatever was told to the probe
    /// before this call is seen. It does not wait for what others may tell later; await their signals before.
    /// </summary>
    /// <exception cref="ProbeException">A message waits.</exception>
    public async Task ExpectNoMessageAsync()
    {
        var marker = new ProbeActor.Step(static _ => { });
        Ref.Tell(marker);
        await marker.Done.Task.WaitAsync(s_defaultTimeout).ConfigureAwait(false);
        if (_received.TryPeek(out ProbeActor.Received received))
            throw new ProbeException($"{Ref} expected nothing more, but {received.Message.GetType().Name} came: {received.Message}");
    }
}
