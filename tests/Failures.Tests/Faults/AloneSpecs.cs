using System.Security.Cryptography;
using Troupe.EndToEnd.Tests.Crashes;
using Troupe.Links;
using Troupe.Links.Directories;
using Troupe.Links.Flight;
using Troupe.Links.Handshakes;
using Troupe.Messages.Handshakes;
using Troupe.Processes;

namespace Troupe.Failures.Tests.Faults;

/// <summary>
/// Fault F18: each of the signs by which a worker learns that its coordinator is gone is enough by itself. The third, the kernel's
/// signal, is in ProcessSpawnerSpecs.
/// </summary>
public sealed class AloneSpecs : CrashSpecs
{
    [Fact]
    public async Task The_end_of_the_lifeline_alone_ends_a_worker() =>
        (await EndOfWorkerAsync((process, _) => process.CloseLifeline())).ShouldBeLessThan(TimeSpan.FromSeconds(2));

    [Fact]
    public async Task The_end_of_the_link_alone_ends_a_worker() =>
        (await EndOfWorkerAsync((_, link) => link.Close("the coordinator is gone"))).ShouldBeLessThan(TimeSpan.FromSeconds(2));

    /// <summary>Starts a worker, cuts one of its ties to this process, and tells how long it lived after that.</summary>
    private static async Task<TimeSpan> EndOfWorkerAsync(Action<WorkerProcess, Link> cut)
    {
        using var directory = PoolDirectory.Create();
        using var listener = new WorkerListener(directory.SocketPath, _ => { });
        using var record = FlightRecord.Create(directory.PathOf("flight"));
        var admitted = new TaskCompletionSource<Link>(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = RandomNumberGenerator.GetBytes(StartRecord.TokenSize);
        var start = new StartRecord(token, 0, 1, Environment.ProcessId, directory.SocketPath, directory.PathOf("flight"));
        await using var process = await ProcessSpawner.StartAsync(
            WorkerProgram.For(null, directory.Path) with { OutputMode = OutputMode.Drop }).Soon();
        listener.Invite(new Invitation(0, 1, process.Pid, token, new WorkerSettings().Encode(), link => Read(link, admitted)));
        process.Instruct(start.Encode());
        var link = await admitted.Task.Soon();
        process.Exited.IsCompleted.ShouldBeFalse();

        var begin = System.Diagnostics.Stopwatch.GetTimestamp();
        cut(process, link);
        _ = await process.Exited.Soon();
        return System.Diagnostics.Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>Hands the link out once the worker is ready, and reads on.</summary>
    private static void Read(Link link, TaskCompletionSource<Link> admitted)
    {
        while (link.Receive() is { } batch)
        {
            batch.Dispose();
            admitted.TrySetResult(link);
        }
    }
}
