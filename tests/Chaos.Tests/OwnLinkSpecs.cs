using Troupe.Chaos.Jobs;

namespace Troupe.Chaos.Tests;

/// <summary>The fault that breaks the protocol looks for the worker's link among whatever the process has open.</summary>
public sealed class OwnLinkSpecs
{
    [Fact]
    public async Task Files_that_are_closed_during_the_search_are_no_error()
    {
        using var stop = new CancellationTokenSource();
        var opening = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                File.OpenRead("/proc/self/status").Dispose();
        });
        Should.NotThrow(() =>
        {
            for (var search = 0; search < 2000; search++)
                _ = OwnLink.Sockets().ToList();
        });
        await stop.CancelAsync();
        await opening.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
