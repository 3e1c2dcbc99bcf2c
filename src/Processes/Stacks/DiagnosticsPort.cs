using System.Net.Sockets;

namespace Troupe.Processes.Stacks;

/// <summary>
/// The port that .NET opens for diagnostics in a worker that is allowed to, a socket in the worker's temporary folder.
/// Over it the runtime itself is asked what all its threads are doing, so a worker whose every thread is stuck answers, too.
/// </summary>
/// <param name="pid">The worker's process id.</param>
/// <param name="startTime">Its start time in the system's own unit; the runtime puts it into the name of the socket.</param>
/// <param name="folder">The worker's temporary folder.</param>
internal sealed class DiagnosticsPort(int pid, long startTime, string folder)
{
    /// <summary>Nothing waits longer than this for a worker's stacks; about 0.1 s is usual.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    /// <summary>A few of the runtime's looks at its threads, one each 10 ms.</summary>
    private static readonly TimeSpan s_sampleTime = TimeSpan.FromMilliseconds(40);

    /// <summary>The worker's side is user code's: what it sends is read up to here and no further.</summary>
    private const int LongestTrace = 32 << 20;

    private const int ReadSize = 64 * 1024;

    private string Path => System.IO.Path.Join(folder, $"dotnet-diagnostic-{pid}-{startTime}-socket");

    /// <summary>Asks for the stacks of all threads.</summary>
    /// <param name="patience">How long the worker may take to tell.</param>
    /// <returns>The text; empty when it did not tell in time. Never faults.</returns>
    public async Task<string> ReadStacksAsync(TimeSpan patience)
    {
        using var bound = new CancellationTokenSource(patience);
        try
        {
            while (true)
            {
                // A machine at work on other things may not get round to a single check: then it is asked again.
                if (StackText.Of(TraceReader.Read(await ReadTraceAsync(bound.Token).ConfigureAwait(false))) is { Length: > 0 } text)
                    return text;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or InvalidDataException)
        {
            // Stacks are a gift: a port that is closed, deaf or talks nonsense must not hold up the end of the job.
            return "";
        }
    }

    /// <summary>Removes what the runtime opens for diagnostics and, when it is killed, leaves behind.</summary>
    public void RemoveFiles()
    {
        foreach (var name in new[] { Path, Debugger("in"), Debugger("out") })
        {
            try
            {
                File.Delete(name);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The folder is gone or read-only by now: there is nothing to clean.
            }
        }
        string Debugger(string direction) => System.IO.Path.Join(folder, $"clr-debug-pipe-{pid}-{startTime}-{direction}");
    }

    /// <summary>Asks for a trace of what all threads do.</summary>
    /// <exception cref="IOException">The port is closed.</exception>
    /// <exception cref="InvalidDataException">The other side is no runtime.</exception>
    /// <exception cref="SocketException">There is no port.</exception>
    public async Task<byte[]> ReadTraceAsync(CancellationToken cancellationToken)
    {
        using var session = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(session, DiagnosticsCommand.Collect(), cancellationToken).ConfigureAwait(false);
        var answer = new byte[DiagnosticsCommand.CollectAnswerSize];
        await ReceiveAllAsync(session, answer, cancellationToken).ConfigureAwait(false);
        var number = DiagnosticsCommand.SessionOf(answer);
        // Read from now on: a session that cannot write does not end.
        var trace = ReadToEndAsync(session, cancellationToken);
        await Task.Delay(s_sampleTime, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        using var stop = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await SendAsync(stop, DiagnosticsCommand.Stop(number), cancellationToken).ConfigureAwait(false);
        return await trace.ConfigureAwait(false);
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (ArgumentException error)
        {
            socket.Dispose();
            throw new IOException($"{Path} is too long a path for a socket.", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
    }

    private static async Task ReceiveAllAsync(Socket socket, Memory<byte> room, CancellationToken cancellationToken)
    {
        while (room.Length > 0)
        {
            var count = await socket.ReceiveAsync(room, cancellationToken).ConfigureAwait(false);
            room = count > 0 ? room[count..] : throw new IOException("The diagnostics port closed the connection.");
        }
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket, CancellationToken cancellationToken)
    {
        var trace = new MemoryStream();
        var room = new byte[ReadSize];
        while (await socket.ReceiveAsync(room, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            trace.Write(room, 0, count);
            if (trace.Length > LongestTrace)
                throw new InvalidDataException("The trace is too long.");
        }
        return trace.ToArray();
    }
}
