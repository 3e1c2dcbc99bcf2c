using Troupe.Fuzzing.Tests.Engine;
using Troupe.Links.Handshakes;
using Troupe.Links.Sockets;
using Troupe.Messages.Frames;

namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>
/// Both sides of the handshake against a peer that knows the token and says everything right but for what was changed. The input
/// is the side (one byte), then what the peer says: its first frame, and what its later ones differ in from the right ones. A peer
/// that says anything wrong is never admitted.
/// </summary>
internal sealed class HandshakeTarget : FuzzTarget
{
    private const byte AgainstCoordinator = 0;
    private const byte AgainstWorker = 1;
    private const int Slot = 3;
    private const int Generation = 5;
    private const int Pid = 4242;
    private const int HelloFrame = FrameHeader.Size + Greeting.Size;
    private const int ProofFrame = FrameHeader.Size + HandshakeProof.Size;
    private const int ChallengePayload = HandshakeProof.NonceSize + HandshakeProof.Size;

    private static readonly byte[] s_token = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];
    private static readonly byte[] s_settings = [4, 5, 6];
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private static readonly Greeting s_greeting = new(
        HandshakeProof.ProtocolVersion,
        Slot,
        Generation,
        Pid,
        new byte[HandshakeProof.NonceSize]);

    public override string Name => "handshake";

    /// <summary>A coordinator that has proved itself may announce settings of up to 256 KiB.</summary>
    public override int FixedAllocation => (64 + 256) * 1024;

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]>
    {
        ["Worker"] = [AgainstCoordinator, .. Hello(), .. new byte[ProofFrame]],
        ["Coordinator"] = [AgainstWorker, .. new byte[FrameHeader.Size + ChallengePayload], .. Frame.Of(FrameKind.Welcome, 0, s_settings)],
    };

    public override void Run(byte[] input, Random random)
    {
        if (input.Length == 0)
            return;
        try
        {
            if (input[0] == AgainstWorker)
                BeCoordinator(input.AsMemory(1));
            else
                BeWorker(input.AsMemory(1));
        }
        catch (HandshakeException)
        {
            // What is documented.
        }
    }

    private static void BeWorker(ReadOnlyMemory<byte> said)
    {
        var hello = said[..Math.Min(said.Length, HelloFrame)];
        var difference = said[hello.Length..];
        using var socket = new ScriptedSocket(new PeerCredentials(Pid, PeerCredentials.OwnUserId), sent => Prove(sent, difference));
        socket.Say(hello.Span);
        _ = Handshake.Admit(socket, (slot, generation) => slot == Slot && generation == Generation
            ? new Invitation(slot, generation, Pid, s_token, s_settings, _ => { })
            : null, s_deadline);
        if (!hello.Span.StartsWith(Hello()) || difference.Length < ProofFrame || difference.Span[..ProofFrame].ContainsAnyExcept((byte)0))
            throw new FindingException("a worker that did not say everything right was admitted");
    }

    private static byte[] Prove(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> difference) =>
        sent.Span[4] != (byte)FrameKind.Challenge
            ? []
            : Differ(Frame.Of(
                FrameKind.Proof,
                0,
                HandshakeProof.OfWorker(s_token, s_greeting, sent.Span.Slice(FrameHeader.Size, HandshakeProof.NonceSize))), difference);

    private static void BeCoordinator(ReadOnlyMemory<byte> said)
    {
        var challenge = said[..Math.Min(said.Length, FrameHeader.Size + ChallengePayload)];
        var welcome = said[challenge.Length..];
        using var socket = new ScriptedSocket(null, sent => Answer(sent, challenge, welcome));
        var settings = Handshake.Introduce(socket, s_token, Slot, Generation, s_deadline);
        if (challenge.Span.ContainsAnyExcept((byte)0) || !welcome.Span[FrameHeader.Size..].StartsWith(settings))
            throw new FindingException("a worker believed a coordinator that did not say everything right");
    }

    private static byte[] Answer(ReadOnlyMemory<byte> sent, ReadOnlyMemory<byte> challenge, ReadOnlyMemory<byte> welcome)
    {
        if (sent.Span[4] != (byte)FrameKind.Hello)
            return welcome.ToArray();
        var greeting = Greeting.Read(sent.Span[FrameHeader.Size..])!.Value;
        var nonce = new byte[HandshakeProof.NonceSize];
        byte[] right = [.. nonce, .. HandshakeProof.OfCoordinator(s_token, greeting, nonce)];
        return Differ(Frame.Of(FrameKind.Challenge, 0, right), challenge);
    }

    /// <summary>The right answer with some bits changed, some bytes missing or some too many.</summary>
    private static byte[] Differ(byte[] right, ReadOnlyMemory<byte> difference)
    {
        var said = difference.ToArray();
        for (var index = 0; index < Math.Min(said.Length, right.Length); index++)
            said[index] ^= right[index];
        return said;
    }

    private static byte[] Hello()
    {
        var payload = new byte[Greeting.Size];
        s_greeting.Write(payload);
        return Frame.Of(FrameKind.Hello, 0, payload);
    }
}
