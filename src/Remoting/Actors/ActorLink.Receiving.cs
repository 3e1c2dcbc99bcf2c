using System.Globalization;
using System.Text;
using Troupe.Actors;
using Troupe.Messages.Frames;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>What the other side says to this one.</summary>
public sealed partial class ActorLink
{
    /// <summary>References made for senders not long ago, so that a steady conversation makes none.</summary>
    private readonly RemoteActorRef?[] _recentSenders = new RemoteActorRef?[64];

    /// <summary>Works on one whole message, for a link that carries other frames as well.</summary>
    /// <param name="header">The header of its last frame.</param>
    /// <param name="message">The message, put together from its parts.</param>
    /// <returns>False when the frame is none of an actor link's.</returns>
    /// <exception cref="ProtocolViolationException">The other side sent what no honest peer sends. The link is closed.</exception>
    public bool TryHandle(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        try
        {
            switch (header.Kind)
            {
                case FrameKind.ActorMessage: OnMessage(message); break;
                case FrameKind.ActorType: _types.Define(header.Id, message); break;
                case FrameKind.ActorWatch: OnWatch(header.Id, message); break;
                case FrameKind.ActorUnwatch: OnUnwatch(header.Id); break;
                case FrameKind.ActorTerminated: OnTerminated(header.Id, message); break;
                case FrameKind.ActorStop: Resolve(ReadOnlyAddress(message))?.SendSystemMessage(SystemMessage.Stop.Instance); break;
                default: return false;
            }
            return true;
        }
        catch (ProtocolViolationException error)
        {
            _link.Close($"the other side broke the protocol: {error.Message}");
            throw;
        }
        catch (PayloadFormatException error)
        {
            _link.Close($"the other side broke the protocol: {error.Message}");
            throw new ProtocolViolationException($"an actors' frame of kind {header.Kind} is malformed: {error.Message}", error);
        }
    }

    private void OnMessage(ReadOnlySpan<byte> bytes)
    {
        var reader = new PayloadReader(bytes);
        var address = RemoteAddress.Read(ref reader);
        var sender = ReadSender(ref reader);
        if (reader.ReadVarUInt32() is > 0 and var references)
            throw new ProtocolViolationException($"a message with {references} references inside came in; this version sends none");
        var message = Decode(ref reader, _types.Incoming(reader.ReadVarUInt32()));
        reader.RequireEnd();
        if (Resolve(address) is not { } recipient)
        {
            _system.PublishDeadLetter(new DeadLetter(message, sender, _system.DeadLetters, DeadLetterReason.RecipientTerminated));
            return;
        }
        if (address.Path is null)
            _exported.NoteTold(address.Number);
        try
        {
            recipient.Tell(message, sender);
        }
        catch (MailboxFullException)
        {
            // The one to refuse is on the other side and does not wait for an answer.
            _system.PublishDeadLetter(new DeadLetter(message, sender, recipient, DeadLetterReason.MailboxFull));
        }
        catch (Exception error) when (error is PayloadEncodingException or PayloadTooLargeException)
        {
            // The recipient lives behind a further link, which cannot carry the message.
            _system.PublishDeadLetter(new DeadLetter(message, sender, recipient, DeadLetterReason.Undeliverable));
        }
    }

    private ActorRef? ReadSender(ref PayloadReader reader)
    {
        var kind = reader.ReadByte();
        if (kind == RemoteAddress.NoAddress)
            return null;
        if (kind == RemoteAddress.OfReader)
            return Resolve(RemoteAddress.Read(ref reader));
        var address = RemoteAddress.Read(kind, ref reader);
        return address.Path is null ? Sender(address.Number) : throw new ProtocolViolationException("a sender was given by path");
    }

    private RemoteActorRef Sender(ulong number)
    {
        // Neighbouring numbers are two apart.
        ref var recent = ref _recentSenders[(number >> 1) % (ulong)_recentSenders.Length];
        // The path of a handed-out reference carries its number as incarnation.
        if (recent?.Path.Incarnation != (long)number)
        {
            var path = _peerRoot.Child("exported").Child(number.ToString(CultureInfo.InvariantCulture), (long)number);
            recent = new RemoteActorRef(_system, path, this, new RemoteAddress(null, number));
        }
        return recent;
    }

    private ActorRef? Resolve(in RemoteAddress address)
    {
        if (address.Path is null)
            return _exported.Find(address.Number);
        if (!address.Path.StartsWith("/user/", StringComparison.Ordinal) || address.Path.Contains('#') || address.Number > long.MaxValue)
            return null;
        var found = _system.Find(address.Number == 0 ? address.Path : string.Create(CultureInfo.InvariantCulture, $"{address.Path}#{address.Number}"));
        return found is not null && (_options.Reachable?.Invoke(found) ?? true) ? found : null;
    }

    private static RemoteAddress ReadOnlyAddress(ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message);
        var address = RemoteAddress.Read(ref reader);
        reader.RequireEnd();
        return address;
    }

    private void OnWatch(ulong number, ReadOnlySpan<byte> message)
    {
        if (Resolve(ReadOnlyAddress(message)) is not { } actor)
        {
            SendTerminated(number, addressTerminated: false, "no living actor has that address");
            return;
        }
        var path = _peerRoot.Child("watch").Child(number.ToString(CultureInfo.InvariantCulture), (long)number);
        var watcher = new PeerWatcherRef(_system, path, this, number, actor);
        if (_peerWatches.TryAdd(number, watcher))
            actor.SendSystemMessage(new SystemMessage.Watch(watcher));
    }

    private void OnUnwatch(ulong number)
    {
        // None is there when the notice of the end is on its way.
        if (_peerWatches.Take(number) is { } watcher)
            watcher.Watched.SendSystemMessage(new SystemMessage.Unwatch(watcher));
    }

    private void OnTerminated(ulong number, ReadOnlySpan<byte> message)
    {
        var reader = new PayloadReader(message);
        var addressTerminated = reader.ReadFlag();
        var reason = reader.ReadFlag() ? Encoding.UTF8.GetString(reader.Rest) : null;
        if (reason is { Length: > LongestReason })
            throw new ProtocolViolationException($"a reason of {reason.Length} characters came in; at most {LongestReason} are sent");
        _watches.Take(number)?.Notify(addressTerminated, reason);
    }
}
