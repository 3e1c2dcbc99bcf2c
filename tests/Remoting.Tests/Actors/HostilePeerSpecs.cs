using System.Diagnostics;
using Troupe.Actors;
using Troupe.Messages.Frames;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;
using Troupe.Remoting.Actors;
using Troupe.Remoting.Links;
using Troupe.TestKit;

namespace Troupe.Remoting.Tests.Actors;

public sealed class HostilePeerSpecs : IAsyncDisposable
{
    private readonly ActorSystem _system = new("server");
    private readonly InMemoryLink _link;
    private readonly InMemoryLink _peer;

    public HostilePeerSpecs() => (_link, _peer) = InMemoryLink.CreatePair();

    public async ValueTask DisposeAsync()
    {
        _link.Dispose();
        _peer.Dispose();
        await _system.DisposeAsync();
    }

    private ActorLink Bind(ActorLinkOptions? options = null) => new(_system, _link, "troupe://peer", options);

    private static byte[] Bytes(Action<PayloadWriter> write)
    {
        using var writer = new PayloadWriter();
        write(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static byte[] Reference(Type type) => Bytes(TypeReference.Of(type).Write);

    private static byte[] Message(string path, uint type, Action<PayloadWriter> payload) => Bytes(writer =>
    {
        new RemoteAddress(path, 0).Write(writer);
        writer.WriteByte(RemoteAddress.NoAddress);
        writer.WriteVarUInt32(0);
        writer.WriteVarUInt32(type);
        payload(writer);
    });

    private void ShouldBeRefused(FrameKind kind, byte[] message, ulong id = 0, ActorLink? link = null)
    {
        link ??= Bind();
        Should.Throw<ProtocolViolationException>(() => link.TryHandle(new FrameHeader(message.Length, kind, FrameFlags.None, id), message));
        _link.Closed.ShouldBeTrue();
    }

    private static void Handle(ActorLink link, FrameKind kind, byte[] message, ulong id = 0) =>
        link.TryHandle(new FrameHeader(message.Length, kind, FrameFlags.None, id), message).ShouldBeTrue();

    [Theory]
    [InlineData(typeof(Process))]
    [InlineData(typeof(FileInfo))]
    [InlineData(typeof(Action))]
    [InlineData(typeof(object))]
    [InlineData(typeof(List<FileInfo>))]
    [InlineData(typeof(void))]
    [InlineData(typeof(Task<int>))]
    [InlineData(typeof(ActorLink))]
    [InlineData(typeof(Terminated))]
    [InlineData(typeof(Status.Failure))]
    [InlineData(typeof(Holding))]
    public void Types_that_are_no_plain_data_of_the_application_are_refused(Type type) =>
        ShouldBeRefused(FrameKind.ActorType, Reference(type), 2);

    [Fact]
    public void A_type_of_another_build_is_refused()
    {
        var reference = Reference(typeof(Order));
        reference[^7] ^= 1; // The last byte of the module version id, before the token and the count of arguments.
        ShouldBeRefused(FrameKind.ActorType, reference, 2);
    }

    [Fact]
    public void A_token_that_names_no_type_is_refused()
    {
        var reference = Reference(typeof(Order));
        reference[^2] = 0x06; // The table of methods.
        ShouldBeRefused(FrameKind.ActorType, reference, 2);
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul)]
    [InlineData(3ul)]
    [InlineData(ulong.MaxValue)]
    public void Types_are_defined_one_after_the_other(ulong number) => ShouldBeRefused(FrameKind.ActorType, Reference(typeof(int)), number);

    [Fact]
    public void A_message_of_an_undefined_type_is_refused() => ShouldBeRefused(FrameKind.ActorMessage, Message("/user/a", 2, _ => { }));

    [Fact]
    public void A_payload_with_bytes_left_over_or_missing_is_refused()
    {
        var link = Bind();
        Handle(link, FrameKind.ActorType, Reference(typeof(int)), 2);
        ShouldBeRefused(FrameKind.ActorMessage, Message("/user/a", 2, writer => writer.WriteUnmanaged(1L)), link: link);
        ShouldBeRefused(FrameKind.ActorMessage, Message("/user/a", 2, writer => writer.WriteByte(1)), link: link);
    }

    [Fact]
    public void References_inside_a_message_are_refused_by_this_version() => ShouldBeRefused(FrameKind.ActorMessage, Bytes(writer =>
    {
        new RemoteAddress("/user/a", 0).Write(writer);
        writer.WriteByte(RemoteAddress.NoAddress);
        writer.WriteVarUInt32(1);
        writer.WriteVarUInt32(0);
    }));

    [Fact]
    public async Task A_number_that_was_never_handed_out_reaches_nobody()
    {
        _ = new TestProbe(_system, "probe");
        var letter = new TaskCompletionSource<DeadLetter>();
        _system.DeadLettered += found => letter.TrySetResult(found);
        var link = Bind();
        Handle(link, FrameKind.ActorType, Reference(typeof(int)), 2);
        Handle(link, FrameKind.ActorMessage, Bytes(writer =>
        {
            new RemoteAddress(null, 1).Write(writer);
            writer.WriteByte(RemoteAddress.NoAddress);
            writer.WriteVarUInt32(0);
            writer.WriteVarUInt32(2);
            writer.WriteUnmanaged(5);
        }));
        (await letter.Task.WaitAsync(Hang.Limit)).Message.ShouldBe(5);
    }

    [Fact]
    public async Task Only_reachable_actors_are_found_by_path_but_a_reference_handed_out_counts()
    {
        await using var systems = new LinkedSystems(serverOptions: new ActorLinkOptions { Reachable = actor => actor.Name == "door" });
        _ = new TestProbe(systems.Server, "secret");
        var door = new TestProbe(systems.Server, "door");
        await Should.ThrowAsync<ActorTerminatedException>(systems.ToServer.RefOf("/user/secret").AskAsync<int>(1, Hang.Limit));
        systems.ToServer.RefOf("/user/secret").SendSystemMessage(SystemMessage.Stop.Instance);

        var client = new TestProbe(systems.Client);
        client.Tell(systems.ToServer.RefOf("/user/door"), 1);
        await door.ExpectMessageAsync<int>(Hang.Limit);
        var secret = systems.Server.Find("/user/secret").ShouldNotBeNull();
        door.LastSender!.Tell("meet me", secret);
        await client.ExpectMessageAsync<string>(Hang.Limit);
        await systems.Client.StopAsync(client.LastSender!, Hang.Limit);
        systems.Server.Find("/user/secret").ShouldBeNull();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/user")]
    [InlineData("/user/")]
    [InlineData("/deadLetters")]
    [InlineData("/temp/$reply")]
    [InlineData("/user/probe#1")]
    [InlineData("troupe://server/user/probe")]
    [InlineData("/user/../user/probe")]
    public async Task Odd_paths_reach_nobody(string path)
    {
        var probe = new TestProbe(_system, "probe");
        var link = Bind();
        Handle(link, FrameKind.ActorType, Reference(typeof(int)), 2);
        Handle(link, FrameKind.ActorMessage, Message(path, 2, writer => writer.WriteUnmanaged(1)));
        Handle(link, FrameKind.ActorStop, Bytes(new RemoteAddress(path, 0).Write));
        await probe.ExpectNoMessageAsync();
    }

    [Fact]
    public void A_watch_number_cannot_be_used_twice()
    {
        _ = new TestProbe(_system, "probe");
        var link = Bind();
        var address = Bytes(new RemoteAddress("/user/probe", 0).Write);
        Handle(link, FrameKind.ActorWatch, address, 1);
        Handle(link, FrameKind.ActorUnwatch, [], 1);
        Handle(link, FrameKind.ActorUnwatch, [], 1);
        Handle(link, FrameKind.ActorWatch, address, 1);
        ShouldBeRefused(FrameKind.ActorWatch, address, 1, link);
    }

    [Fact]
    public void The_end_of_what_was_never_watched_changes_nothing() => Handle(Bind(), FrameKind.ActorTerminated, [0, 0], 12345);

    [Fact]
    public async Task Other_frames_end_a_link_that_is_for_actors_alone()
    {
        var link = Bind();
        link.TryHandle(new FrameHeader(0, FrameKind.Run, FrameFlags.None, 1), []).ShouldBeFalse();
        _peer.Append(FrameKind.Run, 1, []);
        _peer.Flush();
        await Hang.OnThread(() =>
        {
            link.Serve();
            return true;
        });
        _link.CloseReason!.ShouldContain("Run");
    }

    [Fact]
    public void Mutated_frames_are_worked_on_or_refused_and_nothing_else()
    {
        _ = new TestProbe(_system, "probe");
        byte[][] originals =
        [
            Message("/user/probe", 2, writer => PayloadCodec<Order>.Instance.Write(writer, new Order(1, "tea"))),
            Reference(typeof(Order)),
            Bytes(new RemoteAddress("/user/probe", 0).Write),
            [0, 1, 65, 66],
        ];
        var random = new Random(9);
        var link = Bind();
        Handle(link, FrameKind.ActorType, Reference(typeof(Order)), 2);
        var (worked, refused) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var message = (byte[])originals[random.Next(originals.Length)].Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            // Stops are left out: the probe is to live.
            var kind = (FrameKind)random.Next((int)FrameKind.ActorMessage, (int)FrameKind.ActorStop);
            try
            {
                link.TryHandle(new FrameHeader(message.Length, kind, FrameFlags.None, (ulong)random.Next(2, 40)), message);
                worked++;
            }
            catch (ProtocolViolationException)
            {
                refused++;
            }
        }
        worked.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(0);
    }
}
