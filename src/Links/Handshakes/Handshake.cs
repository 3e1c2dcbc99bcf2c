using System.Diagnostics;
using System.Security.Cryptography;
using Troupe.Links.Sockets;
using Troupe.Messages.Frames;

namespace Troupe.Links.Handshakes;

/// <summary>
/// The first words on a socket: Hello, Challenge, Proof, Welcome. Each side proves that it knows the incarnation's token
/// before the other trusts a byte. At most 4 KiB and 5 seconds are spent on a peer that has not proved itself, and
/// nothing is allocated by a size it declares.
/// </summary>
internal static class Handshake
{
    /// <summary>How long an unproven peer is waited for.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>The longest unproven frame, in bytes.</summary>
    private const int UnprovenPayload = 4096 - FrameHeader.Size;

    /// <summary>The longest settings that a proven coordinator may send, in bytes.</summary>
    private const int LongestSettings = 256 * 1024;

    /// <summary>The worker's part.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="token">The token from the start record.</param>
    /// <param name="slot">The worker's slot.</param>
    /// <param name="generation">The worker's generation.</param>
    /// <returns>The settings that the coordinator sends with its welcome.</returns>
    /// <exception cref="HandshakeException">The other side is not the coordinator that started this worker.</exception>
    public static byte[] Introduce(LocalSocket socket, ReadOnlySpan<byte> token, int slot, int generation) =>
        Introduce(socket, token, slot, generation, Deadline);

    internal static byte[] Introduce(LocalSocket socket, ReadOnlySpan<byte> token, int slot, int generation, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var conversation = new Conversation(socket, deadline);
        var greeting = new Greeting(
            HandshakeProof.ProtocolVersion,
            slot,
            generation,
            Environment.ProcessId,
            RandomNumberGenerator.GetBytes(HandshakeProof.NonceSize));
        Span<byte> hello = stackalloc byte[Greeting.Size];
        greeting.Write(hello);
        conversation.Say(FrameKind.Hello, hello);

        var challenge = conversation.Hear(FrameKind.Challenge, UnprovenPayload);
        if (challenge.Length != HandshakeProof.NonceSize + HandshakeProof.Size)
            throw new HandshakeException("The challenge has the wrong length; the other side speaks another protocol version.");
        var nonce = challenge.AsSpan(0, HandshakeProof.NonceSize);
        if (!HandshakeProof.Matches(HandshakeProof.OfCoordinator(token, greeting, nonce), challenge.AsSpan(HandshakeProof.NonceSize)))
            throw new HandshakeException("The process that listens on the pool's socket does not know this worker's token.");
        conversation.Say(FrameKind.Proof, HandshakeProof.OfWorker(token, greeting, nonce));
        var settings = conversation.Hear(FrameKind.Welcome, LongestSettings);
        return settings;
    }

    /// <summary>The coordinator's part.</summary>
    /// <param name="socket">An accepted socket.</param>
    /// <param name="takeInvitation">
    /// Finds, and burns, the invitation for slot and generation; null when no worker is expected there.
    /// </param>
    /// <returns>The invitation of the worker that has proved itself.</returns>
    /// <exception cref="HandshakeException">The peer was refused.</exception>
    public static Invitation Admit(LocalSocket socket, Func<int, int, Invitation?> takeInvitation) =>
        Admit(socket, takeInvitation, Deadline);

    internal static Invitation Admit(LocalSocket socket, Func<int, int, Invitation?> takeInvitation, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(takeInvitation);
        var peer = socket.Peer;
        if (peer is { } known && known.UserId != PeerCredentials.OwnUserId)
            throw new HandshakeException($"A process of another user (uid {known.UserId}) connected to the pool's socket.");
        var conversation = new Conversation(socket, deadline);
        var greeting = Greeting.Read(conversation.Hear(FrameKind.Hello, UnprovenPayload))
            ?? throw new HandshakeException("A greeting of the wrong length came in.");
        if (greeting.Version != HandshakeProof.ProtocolVersion)
        {
            throw new HandshakeException($"The worker speaks protocol version {greeting.Version}, this coordinator "
                + $"{HandshakeProof.ProtocolVersion}. Deploy one build of Troupe on both sides.");
        }

        var invitation = takeInvitation(greeting.Slot, greeting.Generation)
            ?? throw new HandshakeException($"No worker is expected at slot {greeting.Slot}, generation {greeting.Generation}.")
            {
                PeerLeft = conversation.HasEnded()
            };
        // Where the kernel does not tell which process connected, the peer's own statement counts; its proof covers that.
        var pid = peer?.ProcessId ?? greeting.Pid;
        if (pid != invitation.ProcessId)
            throw new HandshakeException($"Process {pid} connected instead of worker process {invitation.ProcessId}.");

        var answer = new byte[HandshakeProof.NonceSize + HandshakeProof.Size];
        RandomNumberGenerator.Fill(answer.AsSpan(0, HandshakeProof.NonceSize));
        var nonce = answer.AsSpan(0, HandshakeProof.NonceSize);
        HandshakeProof.OfCoordinator(invitation.Token, greeting, nonce).CopyTo(answer, HandshakeProof.NonceSize);
        conversation.Say(FrameKind.Challenge, answer);
        var proof = conversation.Hear(FrameKind.Proof, UnprovenPayload);
        if (!HandshakeProof.Matches(HandshakeProof.OfWorker(invitation.Token, greeting, nonce), proof))
            throw new HandshakeException("The worker's proof is wrong: it does not know its token.");
        conversation.Say(FrameKind.Welcome, invitation.Settings);
        return invitation;
    }

    /// <summary>Frames over a socket, each within what is left of the deadline.</summary>
    private sealed class Conversation(LocalSocket socket, TimeSpan deadline)
    {
        private readonly long _begin = Stopwatch.GetTimestamp();

        public void Say(FrameKind kind, ReadOnlySpan<byte> payload)
        {
            var bytes = new byte[FrameHeader.Size + payload.Length];
            new FrameHeader(payload.Length, kind, FrameFlags.None, 0).Write(bytes);
            payload.CopyTo(bytes.AsSpan(FrameHeader.Size));
            for (var sent = 0; sent < bytes.Length;)
            {
                var count = socket.Send(bytes.AsSpan(sent));
                sent += count > 0 ? count : throw Left();
            }
        }

        public byte[] Hear(FrameKind kind, int maximumPayload)
        {
            var head = Read(FrameHeader.Size);
            var status = FrameDecoder.TryRead(head, maximumPayload, out var header);
            if (status == FrameStatus.Violation || header.Kind != kind || header.Flags != FrameFlags.None || header.Id != 0)
            {
                var got = status == FrameStatus.Violation ? "bytes that are no frame"
                    : header.Kind == kind ? "one with flags or an id"
                    : $"a {header.Kind} frame";
                throw new HandshakeException($"Expected a {kind} frame, got {got}.");
            }
            return Read(header.Length);
        }

        /// <summary>Whether a peer whose turn it is not has left instead of waiting: it was killed after its greeting, say.</summary>
        public bool HasEnded() => socket.WaitToReceive(TimeSpan.Zero) && socket.Receive(new byte[1]) == 0;

        /// <summary>Allocates what is bounded by the caller's maximum, so at most 256 KiB and only from a proven peer.</summary>
        private byte[] Read(int count)
        {
            var bytes = new byte[count];
            for (var have = 0; have < count;)
            {
                var left = deadline - Stopwatch.GetElapsedTime(_begin);
                if (left <= TimeSpan.Zero)
                    throw new HandshakeException($"The other side did not finish the handshake within {deadline.TotalSeconds:0.###} s.");
                if (!socket.WaitToReceive(left))
                    continue; // The next round measures the deadline and reports it.
                var received = socket.Receive(bytes.AsSpan(have));
                have += received > 0 ? received : throw Left();
            }
            return bytes;
        }

        private static HandshakeException Left() =>
            new("The other side ended the connection during the handshake.") { PeerLeft = true };
    }
}
