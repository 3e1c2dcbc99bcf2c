namespace Troupe.WorkerNode;

/// <summary>
/// Lets "this item still runs" and "end it" be one step for who ends an item whose time is up, although the thread that runs items takes no
/// lock between two of them. That thread says when it passes from one to the next, and waits there while another thread decides about the
/// item that it has just run; who decides sees it in the item, or past it. Plain stores and loads for the one, a barrier for all threads
/// for the other.
/// </summary>
internal sealed class ItemEnd
{
    private const int None = -1;

    private volatile int _deciding = None;
    private volatile bool _passing;
    private volatile bool _waits;

    /// <summary>The code of an item has returned, and its outcome is about to be staged. By the thread that runs items.</summary>
    public void Pass(int item)
    {
        _passing = true;
        if (_deciding != item)
            return;
        _waits = true;
        while (_deciding == item)
#pragma warning disable RS0030 // The other thread is done within a few instructions.
            Thread.Sleep(0);
#pragma warning restore RS0030
        _waits = false;
    }

    /// <summary>The outcome is staged.</summary>
    public void Passed() => _passing = false;

    /// <summary>Decides about an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="running">Which item the record names now.</param>
    /// <param name="end">Ends the item; the thread that runs it does not get past it meanwhile.</param>
    public void Decide(int item, Func<int> running, Action end)
    {
        _deciding = item;
        Interlocked.MemoryBarrierProcessWide();
        try
        {
            var spin = default(SpinWait);
            while (_passing && !_waits)
                spin.SpinOnce();
            // One that has returned in time, or while this was decided, is not ended, nor the next one for it.
            if (!_waits && running() == item)
                end();
        }
        finally
        {
            _deciding = None;
        }
    }
}
