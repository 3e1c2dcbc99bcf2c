using Troupe.Messages.Frames;
using Troupe.Messages.Handshakes;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Flight;
using Troupe.Remoting.Links;
using Troupe.Remoting.Spaces;

namespace Troupe.WorkerNode;

/// <summary>What the parent says to the actor that this process hosts, and it to the parent. For the thread that reads the link.</summary>
internal sealed class ParentActors(Link link, FlightOutbox outbox, WorkerSettings settings, FunctionTable functions)
{
    /// <summary>Made at the first frame: a process that hosts no actor has no actor system.</summary>
    private ActorLink? _link;

    public void Handle(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        _link ??= new ActorLink(ActorSpace.System, link, outbox, ActorSpace.NewPeerAddress("parent"), new ActorLinkOptions
        {
            MaximumMessage = settings.MaximumMessage,
            AllowedAssemblies = functions.Allowed,
            LoadAssembly = functions.LoadAssembly,
            Reachable = ActorSpace.IsReachable,
        });
        _link.TryHandle(header, message);
    }
}
