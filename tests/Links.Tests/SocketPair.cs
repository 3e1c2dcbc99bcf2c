using System.Net.Sockets;

namespace Troupe.Links.Tests;

/// <summary>Two Unix sockets that are connected with each other.</summary>
internal static class SocketPair
{
    public static (Socket First, Socket Second) Create()
    {
        using var directory = new TemporaryDirectory();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var end = new UnixDomainSocketEndPoint(directory.PathOf("s"));
        listener.Bind(end);
        listener.Listen(1);
        var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        first.Connect(end);
        return (first, listener.Accept());
    }
}
