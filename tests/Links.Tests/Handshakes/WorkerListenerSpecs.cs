using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Troupe.Links.Handshakes;
using Troupe.Links.Sockets;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Handshakes;

public sealed class WorkerListenerSpecs : IDisposable
{
    private const int Slot = 3;
    private const int Generation = 1;

    private readonly TemporaryDirectory _directory = new();
    private readonly Channel<string> _refused = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource<Link> _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);
    private readonly List<IDisposable> _open = [];

    public void Dispose()
    {
        _open.ForEach(one => one.Dispose());
        _directory.Dispose();
    }

    private void Listen(TimeSpan? deadline = null) =>
        _open.Add(new WorkerListener(_directory.PathOf("s"), why => _refused.Writer.TryWrite(why), deadline ?? Hang.Limit));

    private WorkerListener ListenFor(int pid, TimeSpan? deadline = null)
    {
        Listen(deadline);
        var listener = (WorkerListener)_open[^1];
        Invite(listener, pid);
        return listener;
    }

    private void Invite(WorkerListener listener, int pid) =>
        listener.Invite(new Invitation(Slot, Generation, pid, _token, [4, 5, 6], link =>
        {
            _admitted.TrySetResult(link);
            while (link.Receive() is { } batch)
                batch.Dispose();
        }));

    private RawPeer Connect()
    {
        var peer = RawPeer.Connect(_directory.PathOf("s"));
        _open.Add(peer);
        return peer;
    }

    private async Task<string> RefusalAsync() => await _refused.Reader.ReadAsync().AsTask().WaitAsync(Hang.Limit);

    private async Task ShouldBeRefusedAsync(RawPeer peer, string why)
    {
        peer.Hear(FrameKind.Welcome).ShouldBeNull();
        (await RefusalAsync()).ShouldContain(why);
        _admitted.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_worker_with_the_right_token_is_admitted_and_told_its_settings()
    {
        ListenFor(Environment.ProcessId);
        var peer = Connect();
        (await Hang.OnThread(() => Handshake.Introduce(LocalSocket.Of(peer.Socket), _token, Slot, Generation))).ShouldBe([4, 5, 6]);
        using var link = new UnixSocketLink(LocalSocket.Of(peer.Socket));
        var received = Hang.OnThread(link.Receive);
        var other = await _admitted.Task.WaitAsync(Hang.Limit);
        other.Append(FrameKind.Shutdown, 1, []);
        other.Flush();
        using var batch = await received;
        batch.ShouldNotBeNull().TryNext(out var header, out _).ShouldBeTrue();
        header.Kind.ShouldBe(FrameKind.Shutdown);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public async Task A_token_that_is_one_bit_off_is_refused(int bit)
    {
        ListenFor(Environment.ProcessId);
        var wrong = (byte[])_token.Clone();
        wrong[bit / 8] ^= (byte)(1 << (bit % 8));
        var peer = Connect();
        var greeting = RawPeer.Greeting();
        peer.SayHello(greeting);
        var challenge = peer.Hear(FrameKind.Challenge)!;
        peer.Say(FrameKind.Proof, HandshakeProof.OfWorker(wrong, greeting, challenge.AsSpan(0, HandshakeProof.NonceSize)));
        await ShouldBeRefusedAsync(peer, "proof is wrong");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(4000)]
    public async Task A_proof_of_any_other_length_is_refused_like_a_wrong_one(int length)
    {
        ListenFor(Environment.ProcessId);
        var peer = Connect();
        var greeting = RawPeer.Greeting();
        peer.SayHello(greeting);
        var challenge = peer.Hear(FrameKind.Challenge)!;
        byte[] right = [.. HandshakeProof.OfWorker(_token, greeting, challenge.AsSpan(0, HandshakeProof.NonceSize)), .. new byte[4096]];
        peer.Say(FrameKind.Proof, right[..length]);
        await ShouldBeRefusedAsync(peer, "proof is wrong");
    }

    [Fact]
    public async Task A_recorded_conversation_played_again_is_refused()
    {
        var listener = ListenFor(Environment.ProcessId);
        var greeting = RawPeer.Greeting();
        var first = Connect();
        first.SayHello(greeting);
        var challenge = first.Hear(FrameKind.Challenge)!;
        var proof = HandshakeProof.OfWorker(_token, greeting, challenge.AsSpan(0, HandshakeProof.NonceSize));
        first.Say(FrameKind.Proof, proof);
        first.Hear(FrameKind.Welcome).ShouldBe([4, 5, 6]);
        await _admitted.Task.WaitAsync(Hang.Limit);

        Invite(listener, Environment.ProcessId);
        var second = Connect();
        second.SayHello(greeting);
        second.Hear(FrameKind.Challenge)!.ShouldNotBe(challenge);
        second.Say(FrameKind.Proof, proof);
        second.Hear(FrameKind.Welcome).ShouldBeNull();
        (await RefusalAsync()).ShouldContain("proof is wrong");
    }

    [Fact]
    public async Task The_coordinators_own_proof_sent_back_is_refused()
    {
        ListenFor(Environment.ProcessId);
        var peer = Connect();
        peer.SayHello(RawPeer.Greeting());
        peer.Say(FrameKind.Proof, peer.Hear(FrameKind.Challenge)![HandshakeProof.NonceSize..]);
        await ShouldBeRefusedAsync(peer, "proof is wrong");
    }

    [Theory]
    [InlineData(Slot + 1, Generation)]
    [InlineData(Slot, Generation + 1)]
    [InlineData(Slot, Generation - 1)]
    [InlineData(-1, int.MinValue)]
    public async Task Nobody_is_admitted_to_a_place_that_expects_nobody(int slot, int generation)
    {
        ListenFor(Environment.ProcessId);
        var peer = Connect();
        peer.SayHello(RawPeer.Greeting(slot, generation));
        await ShouldBeRefusedAsync(peer, "No worker is expected");
    }

    [Fact]
    public async Task Another_process_than_the_one_started_is_refused()
    {
        ListenFor(Environment.ProcessId + 1);
        var peer = Connect();
        peer.SayHello(RawPeer.Greeting(pid: Environment.ProcessId + 1));
        await ShouldBeRefusedAsync(peer, "instead of worker process");
    }

    [Fact]
    public async Task Another_protocol_version_is_refused_by_its_number()
    {
        ListenFor(Environment.ProcessId);
        var peer = Connect();
        peer.SayHello(RawPeer.Greeting(version: 99));
        await ShouldBeRefusedAsync(peer, "version 99");
    }

    [Fact]
    public async Task Garbage_is_refused()
    {
        Listen();
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var peer = Connect();
            var garbage = new byte[16 + random.Next(200)];
            random.NextBytes(garbage);
            garbage[3] = 0x7F;
            peer.Socket.Send(garbage);
            await ShouldBeRefusedAsync(peer, "Expected a Hello frame, got ");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(47)]
    [InlineData(49)]
    public async Task A_greeting_of_the_wrong_length_is_refused(int length)
    {
        ListenFor(Environment.ProcessId);
        var peer = Connect();
        peer.Say(FrameKind.Hello, new byte[length]);
        await ShouldBeRefusedAsync(peer, "wrong length");
    }

    [Fact]
    public async Task More_than_4_KiB_from_an_unproven_peer_are_refused_unread()
    {
        ListenFor(Environment.ProcessId);
        var peer = Connect();
        peer.Say(FrameKind.Hello, new byte[4096]);
        await ShouldBeRefusedAsync(peer, "Expected a Hello frame, got ");
    }

    [Fact]
    public async Task A_peer_that_hangs_up_burns_nothing()
    {
        ListenFor(Environment.ProcessId);
        Connect().Dispose();
        var peer = Connect();
        (await Hang.OnThread(() => Handshake.Introduce(LocalSocket.Of(peer.Socket), _token, Slot, Generation))).ShouldBe([4, 5, 6]);
    }

    [Fact]
    public async Task A_silent_peer_is_refused_at_the_deadline()
    {
        ListenFor(Environment.ProcessId, TimeSpan.FromMilliseconds(150));
        await ShouldBeRefusedAsync(Connect(), "within 0.15 s");
    }

    [Fact]
    public async Task Bytes_that_trickle_in_do_not_move_the_deadline()
    {
        ListenFor(Environment.ProcessId, TimeSpan.FromMilliseconds(300));
        var peer = Connect();
        var refusal = RefusalAsync();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!refusal.IsCompleted)
        {
            try
            {
                peer.Socket.Send([0]);
            }
            catch (SocketException)
            {
                break; // The listener has hung up, which is what is waited for.
            }
            await tick.WaitForNextTickAsync();
        }
        (await refusal).ShouldMatch("within 0.3 s|something else");
    }

    [Fact]
    public async Task A_token_is_burnt_with_its_first_use_right_or_wrong()
    {
        ListenFor(Environment.ProcessId);
        var wrong = Connect();
        wrong.SayHello(RawPeer.Greeting());
        wrong.Hear(FrameKind.Challenge);
        wrong.Say(FrameKind.Proof, new byte[HandshakeProof.Size]);
        await ShouldBeRefusedAsync(wrong, "proof is wrong");
        var right = Connect();
        await Should.ThrowAsync<HandshakeException>(
            () => Hang.OnThread(() => Handshake.Introduce(LocalSocket.Of(right.Socket), _token, Slot, Generation)));
        (await RefusalAsync()).ShouldContain("No worker is expected");
    }

    [Fact]
    public async Task A_withdrawn_invitation_admits_nobody()
    {
        ListenFor(Environment.ProcessId).Withdraw(Slot, Generation);
        var peer = Connect();
        peer.SayHello(RawPeer.Greeting());
        await ShouldBeRefusedAsync(peer, "No worker is expected");
    }

    // A worker that was killed on its way in: its process is gone, and its greeting still there to be read.
    [Fact]
    public void A_peer_that_left_after_its_greeting_was_not_refused()
    {
        var (first, second) = SocketPair.Create();
        using var listener = LocalSocket.Of(second);
        using (var peer = new RawPeer(first))
            peer.SayHello(RawPeer.Greeting());
        Should.Throw<HandshakeException>(() => Handshake.Admit(listener, (_, _) => null)).PeerLeft.ShouldBeTrue();
    }

    private byte[] IntroduceOnceAdmitted()
    {
        while (true)
        {
            var peer = Connect();
            try
            {
                return Handshake.Introduce(LocalSocket.Of(peer.Socket), _token, Slot, Generation);
            }
            catch (HandshakeException)
            {
                // The listener has not noticed yet that a place is free.
            }
        }
    }

    [Fact]
    public async Task The_65th_peer_that_has_not_proved_itself_is_turned_away()
    {
        ListenFor(Environment.ProcessId);
        var waiting = new List<RawPeer>();
        for (var i = 0; i < 64; i++)
            waiting.Add(Connect());
        await ShouldBeRefusedAsync(Connect(), "64 peers");
        // A place is free again as soon as one of them goes.
        waiting[0].Dispose();
        (await Hang.OnThread(() => IntroduceOnceAdmitted())).ShouldBe([4, 5, 6]);
    }

    [Fact]
    public void A_listener_that_is_disposed_accepts_nobody()
    {
        ListenFor(Environment.ProcessId).Dispose();
        Should.Throw<SocketException>(Connect);
    }
}
