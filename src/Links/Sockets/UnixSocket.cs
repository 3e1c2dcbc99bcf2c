using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Troupe.Links.Sockets;

/// <summary>
/// A Unix socket by the system's calls. Reads block: a blocking reader answers in about half the time of an awaiting one.
/// </summary>
internal sealed unsafe class UnixSocket : LocalSocket
{
    private const int PeerCredentialsOption = 17;

    /// <summary>
    /// How much the system takes of what the other side has not received yet: a whole outbox of results or chunk of items. With its own
    /// measure the rest of one waits until the first part is taken, which makes two threads wait each time.
    /// </summary>
    private const int SendBufferSize = 320 * 1024;

    private readonly SocketHandle _handle;
    private volatile bool _ended;

    public UnixSocket(SocketHandle handle)
    {
        _handle = handle;
        var size = SendBufferSize;
        // As far as the system allows: a smaller one is slower, and no fault.
        _ = UnixCalls.SetOption(handle, UnixCalls.SocketLevel, UnixCalls.SendBuffer, &size, sizeof(int));
    }

    public static UnixSocket ConnectTo(string path)
    {
        var address = stackalloc byte[UnixAddress.MaximumSize];
        var length = UnixAddress.Write(path, new Span<byte>(address, UnixAddress.MaximumSize));
        var handle = OpenStream();
        while (UnixCalls.Connect(handle, address, length) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == UnixCalls.Interrupted)
                continue;
            handle.Dispose();
            throw ErrorOf($"Could not connect to {path}", error);
        }
        return new UnixSocket(handle);
    }

    public static SocketHandle OpenStream()
    {
        var handle = UnixCalls.Open(UnixCalls.UnixFamily, UnixCalls.Stream | UnixCalls.CloseOnExec, 0);
        if (handle.IsInvalid)
            throw ErrorOf("A Unix socket could not be made", Marshal.GetLastPInvokeError());
        UnixCalls.KeepFromChildren(handle);
        return handle;
    }

    public static IOException ErrorOf(string what, int error) => new($"{what}: {new Win32Exception(error).Message} (error {error}).");

    public override int Receive(Span<byte> destination)
    {
        try
        {
            fixed (byte* start = destination)
            {
                while (!_ended)
                {
                    var count = UnixCalls.Receive(_handle, start, destination.Length, 0);
                    if (count >= 0)
                        return (int)count;
                    if (Marshal.GetLastPInvokeError() != UnixCalls.Interrupted)
                        return 0;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // Another thread disposed the socket just now: an end like any other.
        }
        return 0;
    }

    public override bool WaitToReceive(TimeSpan limit)
    {
        var entry = new UnixCalls.PollEntry { Descriptor = (int)_handle.DangerousGetHandle(), Events = UnixCalls.PollIn };
        // An interrupted wait counts as one whose time was up: the caller measures its own.
        return UnixCalls.Poll(&entry, 1, (int)Math.Clamp(limit.TotalMilliseconds, 0, int.MaxValue)) > 0;
    }

    public override int TrySend(ReadOnlySpan<byte> source) => Send(source, UnixCalls.SendAtOnce);

    public override int Send(ReadOnlySpan<byte> source) => Send(source, UnixCalls.SendWaiting);

    private int Send(ReadOnlySpan<byte> source, int flags)
    {
        try
        {
            fixed (byte* start = source)
            {
                while (!_ended)
                {
                    var count = UnixCalls.Send(_handle, start, source.Length, flags);
                    if (count >= 0)
                        return (int)count;
                    var error = Marshal.GetLastPInvokeError();
                    if (error != UnixCalls.Interrupted)
                        return error == UnixCalls.WouldBlock ? 0 : -1;
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The reader has disposed the socket meanwhile: it knows of the end already.
        }
        return -1;
    }

    internal override PeerCredentials? Peer
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                return null;
            var credentials = stackalloc int[3];
            var length = 3 * sizeof(int);
            return UnixCalls.GetOption(_handle, UnixCalls.SocketLevel, PeerCredentialsOption, credentials, &length) == 0
                ? new PeerCredentials(credentials[0], (uint)credentials[1])
                : null;
        }
    }

    public override void Shutdown()
    {
        _ended = true;
        try
        {
            _ = UnixCalls.Shutdown(_handle, UnixCalls.ShutdownBoth);
        }
        catch (ObjectDisposedException)
        {
            // Closed already: there is nothing left to shut down.
        }
    }

    private protected override void Dispose(bool disposing) => _handle.Dispose();
}
