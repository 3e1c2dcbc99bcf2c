using Troupe.Messages.Handshakes;

namespace Troupe.WorkerNode;

/// <summary>
/// What happens when the coordinator is gone: nothing else is left to clean up, so the worker removes the pool's directory and
/// takes itself and all its children down. Any sign suffices: the lifeline, the link, the kernel's signal. A coordinator that
/// lives and has only ended this worker's link keeps its directory: the other workers' sockets and records are there.
/// </summary>
internal sealed class ParentWatchdog(string poolDirectory)
{
    private const int ClaimChecks = 10;
    private const int CheckPause = 20;

    private int _disarmed;

    /// <summary>The coordinator's process; null until the start record tells.</summary>
    public int? Parent { get; set; }

    /// <summary>Set while the worker shuts down normally: a coordinator that lives then clears up itself, and only its death ends the
    /// process here.</summary>
    public void Disarm() => Volatile.Write(ref _disarmed, 1);

    /// <summary>Watches the lifeline on a thread that no user code can hold up.</summary>
    public void WatchLifeline(Stream lifeline)
    {
        var thread = new Thread(() =>
        {
            Span<byte> nothing = stackalloc byte[1];
            try
            {
                while (lifeline.Read(nothing) > 0)
                {
                    // Nothing is ever sent here; only the end counts.
                }
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // A lifeline that cannot be read is a cut one.
            }
            // More than once: while the worker shuts down normally, what counts is that the coordinator dies meanwhile.
            while (true)
                Terminate();
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = "troupe lifeline" };
        thread.UnsafeStart();
    }

    /// <summary>Ends the process; returns only in a worker that is shutting down normally while its coordinator lives, and takes a moment
    /// then.</summary>
    public int Terminate()
    {
        var gone = Parent is { } parent ? OwnProcess.IsGone(parent) : IsLeftBehind();
        // On Windows nothing tells; the coordinator's job object ends what is left there.
        if (Volatile.Read(ref _disarmed) != 0 && (!gone || OperatingSystem.IsWindows()))
        {
#pragma warning disable RS0030 // Nothing signals what is looked for.
            Thread.Sleep(CheckPause);
#pragma warning restore RS0030
            return 0;
        }
        if (gone)
            RemoveDirectory();
        else if (Parent is not null)
            TellOfLostLink();
        OwnProcess.RemoveDiagnosticsFiles();
        OwnProcess.KillGroup();
        return 0;
    }

    /// <summary>
    /// Whether the directory is a pool's whose coordinator is gone, by the lock that it holds while it lives. Whose child this process
    /// is does not tell: its starter may have gone before it could check, and it may have been started by hand.
    /// </summary>
    private bool IsLeftBehind()
    {
        // A dying coordinator's files are closed one by one: a sign may come before the lock is free.
        for (var check = 0; check < ClaimChecks; check++)
        {
            try
            {
                new FileStream(
                    Path.Join(poolDirectory, PoolClaim.FileName),
                    FileMode.Open,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 0).Dispose();
                return true;
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                return false; // It is no pool's directory, or no longer there.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
#pragma warning disable RS0030 // Nothing signals what is looked for.
                Thread.Sleep(CheckPause);
#pragma warning restore RS0030
            }
        }
        return false;
    }

    private static void TellOfLostLink()
    {
        try
        {
            Console.Error.WriteLine("The worker ends: its link to the pool has ended, although the pool's process lives. Code that ran "
                + "here may have closed the link's descriptor.");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The standard error was closed, too.
        }
    }

    private void RemoveDirectory()
    {
        try
        {
            Directory.Delete(poolDirectory, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another worker of the pool was faster, or the coordinator itself.
        }
    }
}
