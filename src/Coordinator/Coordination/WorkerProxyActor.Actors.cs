using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Spaces;
using Troupe.Shared;

namespace Troupe.Coordination;

/// <summary>What the worker says to the shared objects of this process, and to the actors of it when it hosts one, and they to it.</summary>
internal sealed partial class WorkerProxyActor
{
    /// <summary>Made with the first frame: most workers never see a shared object.</summary>
    private WorkerPeer? _shared;

    private ActorLink? _actors;

    private void OnSharedRequest(ulong number, ReadOnlySpan<byte> request)
    {
        if (_link is not null)
            (_shared ??= new WorkerPeer(_link, setup.Options.MaximumMessage)).OnRequest(number, request);
    }

    /// <summary>What it waits for and holds is taken from it, and those who watch its actor are told.</summary>
    private void TellGone(string how)
    {
        _shared?.End(how);
        _actors?.End(how);
    }

    private void OnActors(in FrameHeader header, ReadOnlySpan<byte> message)
    {
        if (setup.Subject is not { ActorNumber: not 0 })
            throw new ProtocolViolationException($"a worker that hosts no actor does not send {header.Kind}");
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
