using Troupe.Links.Flight;

namespace Troupe.Sessions;

/// <summary>
/// Tells the threads that carry a worker's output whose it is: the job that runs, or the one that ran last. They outlive
/// the worker's page, and so does the answer: last words are the last job's.
/// </summary>
internal sealed class LastJobView(FlightRecord record)
{
    private readonly Lock _gate = new();
    private FlightRecord? _record = record;
    private ulong _last;

    /// <summary>The job; 0 before the first one.</summary>
    public ulong Current
    {
        get
        {
            lock (_gate)
                return _record?.LastJob ?? _last;
        }
    }

    /// <summary>The page is not read after this.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _last = _record?.LastJob ?? _last;
            _record = null;
        }
    }
}
