using Troupe.Remoting.Flight;

namespace Troupe.Coordination;

/// <summary>Tells the threads that carry a worker's output which job runs, for as long as its page is mapped.</summary>
internal sealed class RunningJobView(FlightRecord record)
{
    private readonly Lock _gate = new();
    private bool _closed;

    /// <summary>The running job; 0 when none does.</summary>
    public ulong Current
    {
        get
        {
            lock (_gate)
                return _closed ? 0 : record.RunningJob;
        }
    }

    /// <summary>No look into the page after this.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
    }
}
