using System.Diagnostics;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>A job between its acceptance and its outcome.</summary>
internal sealed class OpenJob(AcceptedJob job)
{
    private volatile bool _cancelAsked;

    public AcceptedJob Job => job;

    public long Since { get; } = Stopwatch.GetTimestamp();

    public bool CancelAsked => _cancelAsked;

    /// <summary>Asks for the job's end after a while; written down before it is asked, so that no outcome can be early.</summary>
    public async Task CancelAsync(JobHandle handle, TimeSpan after)
    {
        await Task.Delay(after);
        _cancelAsked = true;
        handle.Cancel();
    }
}
