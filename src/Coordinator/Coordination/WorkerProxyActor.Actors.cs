using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Spaces;

namespace Troupe.Coordination;

/// <summary>What the worker says to the shared objects of this process, and they to it.</summary>
internal sealed partial class WorkerProxyActor
{
    /// <summary>Made with the first frame: most workers never see a shared object.</summary>
    private ActorLink? _actors;

    private void OnActors(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        if (_link is not null)
            Actors(_link).TryHandle(header, message);
    }

    private ActorLink Actors(Remoting.Links.Link link) =>
        _actors ??= new ActorLink(ActorSpace.System, link, ActorSpace.NewPeerAddress("worker"), new ActorLinkOptions
        {
            MaximumMessage = setup.Options.MaximumMessage,
            AllowedAssemblies = setup.Options.AllowedAssemblies is { } names ? AllowedAssemblies.Only(names) : AllowedAssemblies.Application,
            Reachable = ActorSpace.IsReachable,
        });

    private void ShowHostedActor()
    {
        if (setup.Subject is { Ready: { } ready } subject && _link is not null)
            ready(Actors(_link).RefOf(ActorSpace.HostedPathOf(subject.ActorNumber)));
    }
}
