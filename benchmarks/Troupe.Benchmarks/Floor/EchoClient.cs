using System.Diagnostics;
using System.Net.Sockets;

namespace Troupe.Benchmarks.Floor;

/// <summary>The near end of the floor: a child process at the other end of a Unix socket.</summary>
internal sealed class EchoClient : IDisposable
{
    private readonly Socket _socket;

    private EchoClient(Process process, Socket socket) => (Child, _socket) = (process, socket);

    public Process Child { get; }

    /// <summary>Starts the children at once and gives each as it answers its first message.</summary>
    public static IEnumerable<EchoClient> Start(int count)
    {
        var folder = Directory.CreateTempSubdirectory("troupe-floor-");
        var path = Path.Combine(folder.FullName, "s");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(count);
        var children = new List<Process>();
        for (var i = 0; i < count; i++)
            children.Add(OwnProgram.Start(["floor-echo", path]));
        for (var i = 0; i < count; i++)
        {
            // Which of the children it is does not matter: they are alike.
            var client = new EchoClient(children[i], listener.Accept());
            client.PingPong(1, 16, null);
            yield return client;
        }
        folder.Delete(recursive: true);
    }

    /// <summary>One message there and back, after another.</summary>
    public void PingPong(int count, int length, List<double>? microseconds)
    {
        Open(count, length);
        var message = new byte[length];
        for (var i = 0; i < count; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            Send(_socket, message);
            if (!TryReceive(_socket, message))
                throw new InvalidOperationException("The echo process has ended.");
            microseconds?.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
        }
    }

    /// <summary>Messages with as many ahead as told; what came back is replaced in one write.</summary>
    public void Pipelined(int count, int length, int ahead)
    {
        Open(count, length);
        var (unsent, unread) = (count, (long)count * length);
        var buffer = new byte[ahead * length];
        var credit = ahead;
        var partial = 0;
        while (unread > 0)
        {
            var next = Math.Min(credit, unsent);
            if (next > 0)
                Send(_socket, buffer.AsSpan(0, next * length));
            (unsent, credit) = (unsent - next, credit - next);
            var read = _socket.Receive(buffer);
            if (read == 0)
                throw new InvalidOperationException("The echo process has ended.");
            unread -= read;
            credit += (partial + read) / length;
            partial = (partial + read) % length;
        }
    }

    public static bool TryReceive(Socket socket, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = socket.Receive(destination);
            if (count == 0)
                return false;
            destination = destination[count..];
        }
        return true;
    }

    public static void Send(Socket socket, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
            source = source[socket.Send(source)..];
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (!Child.WaitForExit(2000))
            Child.Kill();
        Child.Dispose();
    }

    private void Open(int count, int length)
    {
        Span<byte> head = stackalloc byte[2 * sizeof(int)];
        BitConverter.TryWriteBytes(head, length);
        BitConverter.TryWriteBytes(head[sizeof(int)..], count);
        Send(_socket, head);
    }
}
