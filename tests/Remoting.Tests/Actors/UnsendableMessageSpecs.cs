using Troupe.Remoting.Actors;
using Troupe.TestKit;

namespace Troupe.Remoting.Tests.Actors;

/// <summary>What cannot travel throws where it is told, and harms nothing else.</summary>
public sealed class UnsendableMessageSpecs
{
    [Fact]
    public async Task A_message_that_cannot_be_encoded_throws_at_the_call_and_names_the_member()
    {
        await using var systems = new LinkedSystems();
        var remote = systems.ToServer.RefOf("/user/probe");
        Should.Throw<PayloadNotEncodableException>(() => remote.Tell(new Holding(Stream.Null))).Message.ShouldContain(nameof(Holding.Stream));
        Should.Throw<PayloadNotEncodableException>(() => remote.Tell(() => 1));
        Should.Throw<PayloadNotEncodableException>(() => remote.Tell(new FileInfo("x")));
        Should.Throw<PayloadNotEncodableException>(() => remote.Tell(new ActorLinkOptions()));
        Should.Throw<ArgumentNullException>(() => remote.Tell(null!));

        var probe = new TestProbe(systems.Server, "probe");
        remote.Tell("still here");
        (await probe.ExpectMessageAsync<string>(Hang.Limit)).ShouldBe("still here");
    }

    [Fact]
    public async Task A_type_of_an_assembly_that_is_not_allowed_throws_at_the_call()
    {
        await using var systems = new LinkedSystems(clientOptions: LinkedSystems.Nothing);
        var remote = systems.ToServer.RefOf("/user/probe");
        Should.Throw<PayloadNotEncodableException>(() => remote.Tell(new Order(1, "x"))).Message.ShouldContain("AllowedAssemblies");
    }

    [Fact]
    public async Task A_type_that_only_the_other_side_does_not_allow_closes_the_link()
    {
        await using var systems = new LinkedSystems(serverOptions: LinkedSystems.Nothing);
        var client = new TestProbe(systems.Client);
        var remote = systems.ToServer.RefOf("/user/probe");
        _ = new TestProbe(systems.Server, "probe");
        client.Watch(remote);
        client.Tell(remote, new Order(1, "x"));
        (await client.ExpectTerminatedAsync(remote, Hang.Limit)).AddressTerminated.ShouldBeTrue();
        systems.ServerLink.CloseReason!.ShouldContain("AllowedAssemblies");
    }

    [Fact]
    public async Task A_message_beyond_the_limit_throws_at_the_call()
    {
        await using var systems = new LinkedSystems(clientOptions: new ActorLinkOptions { MaximumMessage = 1000 });
        Should.Throw<PayloadTooLargeException>(() => systems.ToServer.RefOf("/user/probe").Tell(new byte[1000]));
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("/user/a b")]
    [InlineData("troupe://elsewhere/user/echo")]
    [InlineData("")]
    public async Task A_path_that_is_none_of_the_other_side_is_refused(string path)
    {
        await using var systems = new LinkedSystems();
        Should.Throw<FormatException>(() => systems.ToServer.RefOf(path));
    }

    [Fact]
    public async Task The_other_side_needs_an_address_of_its_own()
    {
        await using var systems = new LinkedSystems();
        Should.Throw<ArgumentException>(() => new ActorLink(systems.Client, systems.ClientLink, systems.Client.Address));
        Should.Throw<ArgumentException>(() => new ActorLink(systems.Client, systems.ClientLink, "nonsense"));
    }
}
