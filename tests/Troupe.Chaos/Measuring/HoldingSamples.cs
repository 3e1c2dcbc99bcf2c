namespace Troupe.Chaos.Measuring;

/// <summary>
/// What this process holds as the run goes, once a second: a program that keeps a mapping, a thread or a descriptor for each of its jobs
/// or deaths has given all of it back at its end, and dies of it before.
/// </summary>
internal sealed class HoldingSamples
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly Series _mappings = new("mappings");
    private readonly Series _threads = new("threads");
    private readonly Series _files = new("fds");

    public IReadOnlyList<Series> All => [_mappings, _threads, _files];

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_period);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                _mappings.Add(File.ReadLines("/proc/self/maps").Count());
                _threads.Add(Directory.GetDirectories("/proc/self/task").Length);
                _files.Add(Directory.GetFileSystemEntries("/proc/self/fd").Length);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
