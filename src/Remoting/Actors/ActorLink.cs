using Troupe.Actors;
using Troupe.Messages.Frames;
using Troupe.Remoting.Flight;
using Troupe.Remoting.Links;

namespace Troupe.Remoting.Actors;

/// <summary>
/// Binds an actor system to one link: gives references to actors of the other side, carries messages and death watch both
/// ways, and reports every actor over there as ended when the link ends. Messages keep their order per sender and recipient
/// and arrive at most once. <see cref="Serve"/>, <see cref="TryHandle"/> and <see cref="End"/> are for the thread that reads
/// the link; everything else is safe for any thread.
/// </summary>
/// <remarks>
/// <code>
///   this side                                        ║   the other side
///   RemoteActorRef.Tell ── encode ── ActorMessage ──▶║── decode ── Find or exported number ── local ref.Tell
///   a sender becomes a number (ExportedRefs) ───────▶║── RemoteActorRef of that number: replies, asks
///   Watch ── OutgoingWatches ── ActorWatch ─────────▶║── PeerWatcherRef watches the actor
///   DeathNotice ◀──────────────── ActorTerminated ◀──║── its DeathNotice
/// </code>
/// An actor with inline dispatch runs on the reading thread: it must not block on an answer that comes over the same link.
/// </remarks>
public sealed partial class ActorLink
{
    /// <summary>Room beside the payload for addresses and the type number.</summary>
    private const int LargestHead = 3 * 4096;

    private readonly ActorSystem _system;
    private readonly Link _link;
    private readonly FrameSend _send;
    private readonly ActorLinkOptions _options;
    private readonly MessageTypes _types;
    private readonly ExportedRefs _exported;
    private readonly OutgoingWatches _watches = new();
    private readonly PeerWatches _peerWatches = new();
    private readonly ActorPath _peerRoot;
    private string? _endReason;

    /// <summary>Binds a system to a link that this process writes directly.</summary>
    /// <param name="system">The local system.</param>
    /// <param name="link">The link; whoever made it still disposes it.</param>
    /// <param name="peerAddress">
    /// What paths of the other side start with, such as <c>troupe://worker@3.7</c>; unlike that of any other link of this system.
    /// </param>
    /// <param name="options">What is let through; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is not valid, or is the system's own.</exception>
    public ActorLink(ActorSystem system, Link link, string peerAddress, ActorLinkOptions? options = null)
        : this(system, link, peerAddress, options, SendTo(link))
    {
    }

    /// <summary>Binds a worker's system to its link, which only the outbox may write.</summary>
    /// <param name="system">The local system.</param>
    /// <param name="link">The link.</param>
    /// <param name="outbox">The link's only writer; telling an actor may wait while the coordinator does not read.</param>
    /// <param name="peerAddress">What paths of the other side start with.</param>
    /// <param name="options">What is let through; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is not valid, or is the system's own.</exception>
    public ActorLink(ActorSystem system, Link link, FlightOutbox outbox, string peerAddress, ActorLinkOptions? options = null)
        : this(system, link, peerAddress, options, SendTo(outbox))
    {
    }

    private ActorLink(ActorSystem system, Link link, string peerAddress, ActorLinkOptions? options, FrameSend send)
    {
        ArgumentNullException.ThrowIfNull(system);
        _peerRoot = ActorPath.Root(peerAddress);
        if (peerAddress == system.Address)
            throw new ArgumentException($"{peerAddress} is the address of the system on this side; give the other side another.", nameof(peerAddress));
        (_system, _link, _send, _options) = (system, link, send, options ?? new ActorLinkOptions());
        _types = new MessageTypes(_options, send);
        _exported = new ExportedRefs(system.Address);
        _carrier = new Carrier(this);
    }

    /// <summary>A reference to an actor of the other side. Nothing is asked: whether such an actor lives shows when it is used.</summary>
    /// <param name="path">
    /// Its path, such as <c>/user/a/b</c>, with or without the peer's address; with <c>#incarnation</c> only that one is reached.
    /// </param>
    /// <exception cref="FormatException">The path is not an actor's, or has another address than this link's peer.</exception>
    public ActorRef RefOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parsed = ActorPath.Parse(path.StartsWith('/') ? _peerRoot.Address + path : path);
        if (parsed.Address != _peerRoot.Address)
            throw new FormatException($"{path} does not belong to {_peerRoot.Address}, the other side of this link; give the path without an address.");
        return new RemoteActorRef(_system, parsed, this, new RemoteAddress(parsed.LocalPath, (ulong)parsed.Incarnation));
    }

    /// <summary>Reads the link until it ends, for a link that carries nothing but actors' frames. Reports the end.</summary>
    public void Serve()
    {
        using var parts = new PartAssembly(_options.MaximumMessage + LargestHead);
        try
        {
            while (_link.Receive() is { } batch)
            {
                using (batch)
                    Handle(batch, parts);
            }
        }
        catch (ProtocolViolationException error)
        {
            _link.Close($"the other side broke the protocol: {error.Message}");
        }
        finally
        {
            End(_link.CloseReason ?? "it is no longer read");
        }
    }

    private void Handle(FrameBatch batch, PartAssembly parts)
    {
        while (batch.TryNext(out var header, out var payload))
        {
            if (parts.TryComplete(header, payload, out var message) && !TryHandle(header, message))
                throw new ProtocolViolationException($"{header.Kind} came in on a link that carries only actors' frames");
        }
    }

    /// <summary>Tells that the link has ended: whoever watches an actor over there is told that it has ended. Later calls change nothing.</summary>
    /// <param name="reason">Why, as text for people.</param>
    public void End(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (Interlocked.CompareExchange(ref _endReason, reason, null) is not null)
            return;
        _peerWatches.End();
        foreach (var watch in _watches.End())
            watch.Notify(addressTerminated: true, reason);
    }

    private static FrameSend SendTo(Link link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return (kind, id, message) =>
        {
            link.Append(kind, id, message);
            link.Flush();
        };
    }

    private static FrameSend SendTo(FlightOutbox outbox)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        return (kind, id, message) =>
        {
            outbox.Append(kind, id, [], message);
            outbox.Flush();
        };
    }
}
