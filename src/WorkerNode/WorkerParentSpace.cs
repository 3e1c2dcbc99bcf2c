using System.Text;
using Troupe.Links.Flight;
using Troupe.Links.Shared;
using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;

namespace Troupe.WorkerNode;

/// <summary>The parent's shared objects over the worker's own link, between the frames of its jobs.</summary>
internal sealed class WorkerParentSpace(FlightOutbox outbox, WorkerSettings settings, Action beforeWait) : ParentSpace
{
    public override ulong Id => settings.SpaceId;

    public override long MaxMessageBytes => settings.MaxMessageBytes;

    public override void Send(ulong number, ReadOnlySpan<byte> request)
    {
        outbox.Append(FrameKind.SharedRequest, number, [], request);
        outbox.Flush();
    }

    public override void BeforeWait() => beforeWait();

    public void OnReply(ulong request, ReadOnlySpan<byte> reply)
    {
        if (reply.IsEmpty)
            throw new ProtocolViolationException("an answer of a shared object is empty");
        Receiver?.OnReply(request, reply);
    }

    public void OnEnded(ulong number, ReadOnlySpan<byte> reason) =>
        Receiver?.OnEnded(Id, number, reason.IsEmpty ? null : Encoding.UTF8.GetString(reason));
}
