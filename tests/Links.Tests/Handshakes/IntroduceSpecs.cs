using System.Security.Cryptography;
using Troupe.Links.Handshakes;
using Troupe.Links.Sockets;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Handshakes;

/// <summary>The worker's side: it trusts nobody who does not know its token either.</summary>
public sealed class IntroduceSpecs : IDisposable
{
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);
    private readonly RawPeer _worker;
    private readonly RawPeer _coordinator;

    public IntroduceSpecs()
    {
        var (first, second) = SocketPair.Create();
        (_worker, _coordinator) = (new RawPeer(first), new RawPeer(second));
    }

    public void Dispose()
    {
        _worker.Dispose();
        _coordinator.Dispose();
    }

    private Task<byte[]> IntroduceAsync(TimeSpan? deadline = null) =>
        Hang.OnThread(() => Handshake.Introduce(LocalSocket.Of(_worker.Socket), _token, 1, 2, deadline ?? Hang.Limit));

    [Fact]
    public async Task A_coordinator_without_the_token_learns_no_proof()
    {
        var introduced = IntroduceAsync();
        var greeting = Greeting.Read(_coordinator.Hear(FrameKind.Hello))!.Value;
        (greeting.Slot, greeting.Generation, greeting.Pid).ShouldBe((1, 2, Environment.ProcessId));
        var nonce = new byte[HandshakeProof.NonceSize];
        _coordinator.Say(FrameKind.Challenge, [.. nonce, .. HandshakeProof.OfCoordinator(new byte[32], greeting, nonce)]);
        (await Should.ThrowAsync<HandshakeException>(introduced)).Message.ShouldContain("does not know this worker's token");
        _worker.Dispose();
        _coordinator.Hear(FrameKind.Proof).ShouldBeNull();
    }

    [Fact]
    public async Task A_proof_of_another_role_is_refused()
    {
        var introduced = IntroduceAsync();
        var greeting = Greeting.Read(_coordinator.Hear(FrameKind.Hello))!.Value;
        var nonce = new byte[HandshakeProof.NonceSize];
        _coordinator.Say(FrameKind.Challenge, [.. nonce, .. HandshakeProof.OfWorker(_token, greeting, nonce)]);
        await Should.ThrowAsync<HandshakeException>(introduced);
    }

    [Fact]
    public async Task A_challenge_of_the_wrong_length_is_refused()
    {
        var introduced = IntroduceAsync();
        _coordinator.Hear(FrameKind.Hello);
        _coordinator.Say(FrameKind.Challenge, new byte[HandshakeProof.NonceSize + HandshakeProof.Size + 1]);
        (await Should.ThrowAsync<HandshakeException>(introduced)).Message.ShouldContain("wrong length");
    }

    [Fact]
    public async Task A_silent_coordinator_is_given_up_at_the_deadline() =>
        (await Should.ThrowAsync<HandshakeException>(IntroduceAsync(TimeSpan.FromMilliseconds(100)))).Message.ShouldContain("0.1 s");

    [Fact]
    public async Task Every_greeting_has_a_nonce_of_its_own()
    {
        var first = IntroduceAsync(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<HandshakeException>(first);
        var second = IntroduceAsync(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<HandshakeException>(second);
        _coordinator.Hear(FrameKind.Hello)!.ShouldNotBe(_coordinator.Hear(FrameKind.Hello));
    }
}
