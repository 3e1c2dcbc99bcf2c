using Troupe.Actors;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>Reaches an actor on the other side of a link. What it is told is encoded at once, on the teller's thread.</summary>
internal sealed class RemoteActorRef : ActorRef
{
    private readonly byte[] _encodedAddress;

    public RemoteActorRef(ActorSystem system, ActorPath path, ActorLink link, RemoteAddress address)
        : base(system, path)
    {
        Link = link;
        IsAsk = address.Path is null && ExportedRefs.IsOfAsk(address.Number);
        using var writer = new PayloadWriter();
        address.Write(writer);
        _encodedAddress = writer.WrittenSpan.ToArray();
    }

    public ActorLink Link { get; }

    /// <summary>Whether it waits for one answer and then is no more.</summary>
    public bool IsAsk { get; }

    /// <summary>What the other side calls the actor, as it is written.</summary>
    public ReadOnlySpan<byte> EncodedAddress => _encodedAddress;

    public override void Tell(object message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Link.Send(this, message, sender);
    }

    public override void SendSystemMessage(SystemMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        switch (message)
        {
            case SystemMessage.Watch watch:
                Link.Watch(this, watch.Watcher);
                break;
            case SystemMessage.Unwatch unwatch:
                Link.Unwatch(this, unwatch.Watcher);
                break;
            case SystemMessage.Stop:
                Link.Stop(this);
                break;
            // Notices go to watchers, and an actor of the other side watches through its own link; nothing else travels.
            default:
                break;
        }
    }
}
