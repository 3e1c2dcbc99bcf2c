using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Troupe.Links.Handshakes;

/// <summary>
/// The proofs of the mutual challenge: HMAC-SHA256 with the token as key over role, protocol version, slot, generation
/// and both nonces. The role keeps a proof from being sent back as its own answer; the nonces keep a recorded one from
/// being used again. The token itself never crosses the link.
/// </summary>
internal static class HandshakeProof
{
    public const int ProtocolVersion = 1;
    public const int NonceSize = 32;
    public const int Size = HMACSHA256.HashSizeInBytes;

    public static byte[] OfCoordinator(ReadOnlySpan<byte> token, in Greeting greeting, ReadOnlySpan<byte> coordinatorNonce) =>
        Compute("troupe coordinator", token, greeting, coordinatorNonce);

    public static byte[] OfWorker(ReadOnlySpan<byte> token, in Greeting greeting, ReadOnlySpan<byte> coordinatorNonce) =>
        Compute("troupe worker", token, greeting, coordinatorNonce);

    public static bool Matches(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual) =>
        CryptographicOperations.FixedTimeEquals(expected, actual);

    private static byte[] Compute(string role, ReadOnlySpan<byte> token, in Greeting greeting, ReadOnlySpan<byte> coordinatorNonce)
    {
        var text = Encoding.ASCII.GetBytes(role);
        var message = new byte[text.Length + 1 + Greeting.Size + coordinatorNonce.Length];
        text.CopyTo(message, 0);
        greeting.Write(message.AsSpan(text.Length + 1));
        coordinatorNonce.CopyTo(message.AsSpan(text.Length + 1 + Greeting.Size));
        return HMACSHA256.HashData(token, message);
    }
}

/// <summary>The payload of Hello: who says to be there, and a nonce.</summary>
internal readonly struct Greeting(int version, int slot, int generation, int pid, ReadOnlyMemory<byte> nonce)
{
    public const int Size = 16 + HandshakeProof.NonceSize;

    public int Version => version;

    public int Slot => slot;

    public int Generation => generation;

    public int Pid => pid;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, version);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], slot);
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], generation);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], pid);
        nonce.Span.CopyTo(destination[16..]);
    }

    public static Greeting? Read(ReadOnlySpan<byte> payload) =>
        payload.Length != Size
            ? null
            : new Greeting(
                BinaryPrimitives.ReadInt32LittleEndian(payload),
                BinaryPrimitives.ReadInt32LittleEndian(payload[4..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(payload[12..]),
                payload[16..].ToArray());
}
