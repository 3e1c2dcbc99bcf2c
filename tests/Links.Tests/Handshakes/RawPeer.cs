using System.Net.Sockets;
using Troupe.Links.Handshakes;
using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Handshakes;

/// <summary>A peer that says whatever a test wants it to say.</summary>
internal sealed class RawPeer(Socket socket) : IDisposable
{
    public static RawPeer Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return new RawPeer(socket);
    }

    public Socket Socket => socket;

    public static Greeting Greeting(int slot = 3, int generation = 1, int version = HandshakeProof.ProtocolVersion, int? pid = null) =>
        new(version, slot, generation, pid ?? Environment.ProcessId, new byte[HandshakeProof.NonceSize]);

    public void SayHello(in Greeting greeting)
    {
        var hello = new byte[Troupe.Links.Handshakes.Greeting.Size];
        greeting.Write(hello);
        Say(FrameKind.Hello, hello);
    }

    public void Say(FrameKind kind, byte[] payload)
    {
        var bytes = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(payload.Length, kind, FrameFlags.None, 0).Write(bytes);
        payload.CopyTo(bytes, FrameHeader.Size);
        socket.Send(bytes);
    }

    /// <summary>The payload of the next frame; null when the other side has hung up.</summary>
    public byte[]? Hear(FrameKind kind)
    {
        if (Read(FrameHeader.Size) is not { } head)
            return null;
        FrameDecoder.TryRead(head, FrameHeader.MaximumPayload, out var header);
        header.Kind.ShouldBe(kind);
        return Read(header.Length);
    }

    private byte[]? Read(int count)
    {
        var bytes = new byte[count];
        socket.ReceiveTimeout = (int)Hang.Limit.TotalMilliseconds;
        for (var have = 0; have < count;)
        {
            try
            {
                var received = socket.Receive(bytes.AsSpan(have));
                if (received == 0)
                    return null;
                have += received;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
            {
                return null;
            }
        }
        return bytes;
    }

    public void Dispose() => socket.Dispose();
}
