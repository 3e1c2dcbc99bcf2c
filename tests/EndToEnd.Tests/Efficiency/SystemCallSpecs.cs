using System.Globalization;
using Troupe.EndToEnd.Tests.Pool;
using Xunit.Abstractions;

namespace Troupe.EndToEnd.Tests.Efficiency;

/// <summary>
/// Calls that come close together share their system calls: what waits is written at once, and read at once. The kernel's
/// own counters (/proc/PID/io) know nothing of sockets, so strace counts where it may; everywhere the kernel counts how
/// often a thread went to sleep, and that is what a wake-up for each call would show in. On a machine with other work to do
/// fewer calls gather; so the least of some tries counts. What is done for each call is done in every one of them.
/// </summary>
public sealed class SystemCallSpecs(ITestOutputHelper output) : PoolSpecs
{
    /// <summary>
    /// One of any kind for each call would be 1,000. Measured: 22 to 55 in the worker and 63 to 289 in the coordinator,
    /// the most under a load of 25 on two processors.
    /// </summary>
    private const int SystemCallsBound = 500;

    /// <summary>One sleep for each call would be 1,000. Measured: 5 to 86, and 232 under a load of 25 on two processors.</summary>
    private const int SleepsBound = 400;

    private const int Calls = 50_000;
    private const int Tries = 3;

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
        var (least, report) = (long.MaxValue, "");
        for (var tries = 0; tries < Tries && least > SleepsBound; tries++)
        {
            var (inWorker, here) = (Sleeps(worker), Sleeps(Environment.ProcessId));
            await Pipelined.CallAsync(pool, Calls).WaitAsync(Patience);
            (inWorker, here) = ((Sleeps(worker) - inWorker) * 1000L / Calls, (Sleeps(Environment.ProcessId) - here) * 1000L / Calls);
            report = $"1,000 calls: {inWorker} sleeps of the worker's threads, {here} of the coordinator's";
            output.WriteLine(report);
            least = Math.Min(least, Math.Max(inWorker, here));
        }
        least.ShouldBeLessThanOrEqualTo(SleepsBound, report);
    }

    private async Task CountAsync(ProcessPool pool, int pid, string side)
    {
        var (least, report) = (int.MaxValue, "");
        for (var tries = 0; tries < Tries && least > SystemCallsBound; tries++)
        {
            await using var strace = await Strace.AttachAsync(pid, Path.Combine(Scratch(), "report"));
            await Pipelined.CallAsync(pool, Calls).WaitAsync(2 * Patience);
            var counts = await strace.CountAsync();
            counts.ShouldNotBeEmpty("strace has seen nothing, so nothing is proved");
            var sum = (int)(counts.Values.Sum() * 1000L / Calls);
            report = $"1,000 calls take {sum} system calls in the {side}: "
                + string.Join(
                    ", ",
                    counts.OrderByDescending(each => each.Value).Take(6).Select(each => $"{each.Key} {each.Value * 1000L / Calls}"));
            output.WriteLine(report);
            least = Math.Min(least, sum);
        }
        least.ShouldBeLessThanOrEqualTo(SystemCallsBound, report);
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
