using System.Net.Sockets;

namespace Troupe.Benchmarks.Floor;

/// <summary>
/// The far end of the floor, in a process of its own: sends back what comes, with blocking calls on one thread and
/// nothing of Troupe. Each connection begins with the length of its messages: short ones go back as they come, long ones
/// when they are whole.
/// </summary>
internal static class EchoServer
{
    public const int LongestShort = 64 * 1024;

    public static int Run(string socketPath)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        var head = new byte[sizeof(int)];
        while (EchoClient.TryReceive(socket, head))
        {
            var length = BitConverter.ToInt32(head);
            var remaining = EchoClient.TryReceive(socket, head) ? BitConverter.ToInt32(head) * (long)length : 0;
            var buffer = new byte[Math.Max(length, LongestShort)];
            while (remaining > 0)
            {
                int count;
                if (length > LongestShort)
                {
                    count = EchoClient.TryReceive(socket, buffer.AsSpan(0, length)) ? length : 0;
                }
                else
                {
                    count = socket.Receive(buffer.AsSpan(0, (int)Math.Min(buffer.Length, remaining)));
                }
                if (count == 0)
                    return 0;
                EchoClient.Send(socket, buffer.AsSpan(0, count));
                remaining -= count;
            }
        }
        return 0;
    }
}
