using System.Globalization;
using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.Efficiency;

/// <summary>
/// Calls that come close together share their system calls: what waits is written at once, and read at once. The kernel's
/// own counters (/proc/PID/io) know nothing of sockets, so strace counts where it may; everywhere the kernel counts how
/// often a thread went to sleep, and that is what a wake-up for each call would show in.
/// </summary>
public sealed class SystemCallSpecs(ITestOutputHelper output) : PoolSpecs
{
    /// <summary>
    /// One of any kind for each call would be 1,000. Measured: 22 to 55 in the worker and 63 to 235 in the coordinator,
    /// the most on a machine with other work to do, where fewer calls gather.
    /// </summary>
    private const int SystemCallsBound = 500;

    /// <summary>One sleep for each call would be 1,000. Measured: 5 to 78, the most on a machine with other work to do.</summary>
    private const int SleepsBound = 400;

    private const int Calls = 50_000;

    [FactWithStrace]
    public async Task A_thousand_pipelined_calls_share_their_system_calls_in_the_worker()
    {
        await using var pool = await Start();
        await Pipelined.CallAsync(pool, Calls).WaitAsync(Patience);
        await CountAsync(pool, pool.Snapshot().Workers[0].Pid, "worker");
    }

    [FactWithStrace]
    public async Task A_thousand_pipelined_calls_share_their_system_calls_in_the_coordinator()
    {
        await using var pool = await Start();
        await Pipelined.CallAsync(pool, Calls).WaitAsync(Patience);
        await CountAsync(pool, Environment.ProcessId, "coordinator");
    }

    [Fact]
    public async Task A_thousand_pipelined_calls_share_their_wake_ups()
    {
        await using var pool = await Start();
        await Pipelined.CallAsync(pool, Calls).WaitAsync(Patience);
        var worker = pool.Snapshot().Workers[0].Pid;
        var (inWorker, here) = (Sleeps(worker), Sleeps(Environment.ProcessId));
        await Pipelined.CallAsync(pool, Calls).WaitAsync(Patience);
        (inWorker, here) = (Sleeps(worker) - inWorker, Sleeps(Environment.ProcessId) - here);

        output.WriteLine($"1,000 calls: {inWorker * 1000L / Calls} sleeps in the worker, {here * 1000L / Calls} in the coordinator.");
        (inWorker * 1000L / Calls).ShouldBeLessThanOrEqualTo(SleepsBound, "sleeps of the worker's threads for 1,000 calls");
        (here * 1000L / Calls).ShouldBeLessThanOrEqualTo(SleepsBound, "sleeps of the coordinator's threads for 1,000 calls");
    }

    private async Task CountAsync(ProcessPool pool, int pid, string side)
    {
        await using var strace = await Strace.AttachAsync(pid, Path.Combine(Scratch(), "report"));
        await Pipelined.CallAsync(pool, Calls).WaitAsync(Patience);
        var counts = await strace.CountAsync();

        counts.ShouldNotBeEmpty("strace has seen nothing, so nothing is proved");
        var most = string.Join(", ", counts.OrderByDescending(each => each.Value).Take(8).Select(each => $"{each.Key} {each.Value * 1000L / Calls}"));
        output.WriteLine($"1,000 calls take {counts.Values.Sum() * 1000L / Calls} system calls in the {side}: {most}");
        (counts.Values.Sum() * 1000L / Calls).ShouldBeLessThanOrEqualTo(SystemCallsBound, $"system calls of the {side} for 1,000 calls: {most}");
    }

    /// <summary>How often the threads that the process has now gave up their processor to wait for something.</summary>
    private static long Sleeps(int pid)
    {
        const string Name = "voluntary_ctxt_switches:";
        var sum = 0L;
        foreach (var thread in Directory.GetDirectories($"/proc/{pid}/task"))
        {
            try
            {
                var line = File.ReadLines(Path.Combine(thread, "status")).First(each => each.StartsWith(Name, StringComparison.Ordinal));
                sum += long.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread ended while it was looked at.
            }
        }
        return sum;
    }
}
