namespace Troupe.Links.Tests.Links;

public sealed class InMemoryLinkSpecs : LinkContract
{
    private protected override (Link Writer, Link Reader) CreatePair() => InMemoryLink.CreatePair();
}
