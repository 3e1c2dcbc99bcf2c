using Troupe.Remoting.Links;

namespace Troupe.Remoting.Tests.Links;

public sealed class InMemoryLinkSpecs : LinkContract
{
    protected override (Link Writer, Link Reader) CreatePair() => InMemoryLink.CreatePair();
}
