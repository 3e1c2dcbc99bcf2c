using System.Text;
using Troupe.Actors;
using Troupe.Messages.Frames;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>What this side says to the other.</summary>
public sealed partial class ActorLink
{
    /// <summary>Texts that go along with a notice of an end, in characters.</summary>
    private const int LongestReason = 4096;

    internal bool IsDown => Volatile.Read(ref _endReason) is not null || _link.Closed;

    /// <exception cref="PayloadEncodingException">The message cannot travel.</exception>
    /// <exception cref="PayloadTooLargeException">It is longer than the limit.</exception>
    internal void Send(RemoteActorRef recipient, object message, ActorRef? sender)
    {
        if (IsDown)
        {
            _system.PublishDeadLetter(new DeadLetter(message, sender, recipient, DeadLetterReason.Undeliverable));
            return;
        }
        var type = _types.Outgoing(message);
        using var writer = new PayloadWriter(limit: _options.MaximumMessage);
        writer.WriteSpan(recipient.EncodedAddress);
        WriteSender(writer, sender);
        writer.WriteVarUInt32(0); // Reserved: references inside of the message stand in its payload.
        writer.WriteVarUInt32(type.Number);
        Encode(writer, type, message);
        _send(FrameKind.ActorMessage, 0, writer.WrittenSpan);
    }

    private void WriteSender(PayloadWriter writer, ActorRef? sender)
    {
        if (sender is null)
        {
            writer.WriteByte(RemoteAddress.NoAddress);
        }
        else if (sender is RemoteActorRef remote && remote.Link == this)
        {
            writer.WriteByte(RemoteAddress.OfReader);
            writer.WriteSpan(remote.EncodedAddress);
        }
        else
        {
            new RemoteAddress(null, _exported.NumberOf(sender)).Write(writer);
        }
    }

    internal void Watch(RemoteActorRef actor, ActorRef watcher)
    {
        if (!_watches.TryAdd(actor, watcher, out var number))
            watcher.SendSystemMessage(new SystemMessage.DeathNotice(actor, AddressTerminated: true, _endReason));
        else if (number != 0)
            _send(FrameKind.ActorWatch, number, actor.EncodedAddress);
    }

    internal void Unwatch(RemoteActorRef actor, ActorRef watcher)
    {
        if (_watches.Remove(actor, watcher) is > 0 and var number)
            _send(FrameKind.ActorUnwatch, number, []);
        if (ExportedRefs.IsLocalAsk(watcher))
            _exported.Withdraw(watcher);
    }

    internal void Stop(RemoteActorRef actor) => _send(FrameKind.ActorStop, 0, actor.EncodedAddress);

    internal void ReportEnd(ulong watch, SystemMessage.DeathNotice notice)
    {
        if (_peerWatches.Take(watch) is not null)
            SendTerminated(watch, notice.AddressTerminated, notice.Reason);
    }

    private void SendTerminated(ulong watch, bool addressTerminated, string? reason)
    {
        using var writer = new PayloadWriter();
        writer.WriteByte(addressTerminated ? (byte)1 : (byte)0);
        writer.WriteByte(reason is null ? (byte)0 : (byte)1);
        writer.WriteSpan(Encoding.UTF8.GetBytes(reason is { Length: > LongestReason } ? reason[..LongestReason] : reason ?? ""));
        _send(FrameKind.ActorTerminated, watch, writer.WrittenSpan);
    }
}
