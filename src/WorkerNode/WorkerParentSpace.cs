using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Flight;
using Troupe.Remoting.Links;
using Troupe.Remoting.Spaces;

namespace Troupe.WorkerNode;

/// <summary>The parent's actors over the worker's own link, between the frames of its jobs.</summary>
internal sealed class WorkerParentSpace(Link link, FlightOutbox outbox, WorkerSettings settings, FunctionTable functions, Action beforeWait) : ParentSpace
{
    private readonly Lock _gate = new();
    private ActorLink? _actors;

    public override ulong Id => settings.SpaceId;

    public override long MaximumMessage => settings.MaximumMessage;

    public override ActorLink Actors => Volatile.Read(ref _actors) ?? Open();

    public override void BeforeWait() => beforeWait();

    public bool TryHandle(in FrameHeader header, ReadOnlySpan<byte> message) => Actors.TryHandle(header, message);

    private ActorLink Open()
    {
        lock (_gate)
        {
            return _actors ??= new ActorLink(ActorSpace.System, link, outbox, ActorSpace.NewPeerAddress("parent"), new ActorLinkOptions
            {
                MaximumMessage = settings.MaximumMessage,
                AllowedAssemblies = functions.Allowed,
                LoadAssembly = functions.LoadAssembly,
                Reachable = ActorSpace.IsReachable,
            });
        }
    }
}
