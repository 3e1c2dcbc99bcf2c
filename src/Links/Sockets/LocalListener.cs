namespace Troupe.Links.Sockets;

/// <summary>Waits at a path for connections. <see cref="Accept"/> is for one thread; <see cref="Dispose"/> for any.</summary>
internal abstract class LocalListener : IDisposable
{
    /// <summary>Starts to listen.</summary>
    /// <param name="path">Where; nothing may be there yet.</param>
    /// <param name="backlog">How many may wait to be accepted.</param>
    /// <exception cref="IOException">The path cannot be bound.</exception>
    public static LocalListener Open(string path, int backlog) =>
        OperatingSystem.IsWindows() ? new FrameworkListener(path, backlog) : new UnixListener(path, backlog);

    /// <summary>Waits for the next connection.</summary>
    /// <returns>The connection; null when the listener was disposed.</returns>
    /// <exception cref="IOException">A connection failed, or there are no descriptors left; the next may succeed.</exception>
    public abstract LocalSocket? Accept();

    /// <summary>Ends listening; connections that exist live on.</summary>
    public abstract void Dispose();
}
