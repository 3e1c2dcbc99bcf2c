namespace Troupe.WorkerNode;

/// <summary>
/// What happens when the coordinator is gone: nobody is left to clear up, so the worker removes the pool's directory and
/// takes itself and all its children down. Any sign suffices: the lifeline, the link, the kernel's signal. A coordinator that
/// lives and has only ended this worker's link keeps its directory: the other workers' sockets and records are there.
/// </summary>
internal sealed class Fence(string poolDirectory)
{
    private int _lowered;

    /// <summary>
    /// The coordinator's process. Until the start record tells, the directory's name does: who started this process may be gone
    /// by now, and then the system calls another one its parent.
    /// </summary>
    public int Parent { get; set; } =
        Path.GetFileName(poolDirectory).Split('-') is [_, var owner, ..] && int.TryParse(owner, out var pid) ? pid : OwnProcess.Parent();

    /// <summary>Set while the worker ends in order: the coordinator then clears up itself.</summary>
    public void Lower() => Volatile.Write(ref _lowered, 1);

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
            Fall();
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = "troupe lifeline" };
        thread.UnsafeStart();
    }

    /// <summary>Ends the process; returns only in a worker that is ending in order.</summary>
    public int Fall()
    {
        if (Volatile.Read(ref _lowered) != 0)
            return 0;
        if (OwnProcess.IsGone(Parent))
            RemoveDirectory();
        OwnProcess.RemoveDiagnosticsFiles();
        OwnProcess.KillGroup();
        return 0;
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
