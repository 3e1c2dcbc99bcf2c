using System.Diagnostics;

namespace Troupe.Cli.Demo;

/// <summary>The part of the tour in which things go wrong on purpose.</summary>
internal sealed class DemoFaults(ProcessPool pool, DemoReport report)
{
    private const int Bystanders = 20;
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync()
    {
        await report.StepAsync("a worker is killed", KillAsync).ConfigureAwait(false);
        await report.StepAsync("a deadline", DeadlineAsync).ConfigureAwait(false);
        await report.StepAsync("the pool ends", EndAsync).ConfigureAwait(false);
    }

    private async Task<(string, string)> KillAsync()
    {
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var victim = pool.RunAsync(DemoJobs.WorkUntilKilled, JobOptions.Default.WithProgress(new FirstReport(started)));
        var others = Enumerable.Range(0, Bystanders).Select(_ => pool.RunAsync(DemoJobs.CountPrimes, 0, 100_000)).ToArray();
        var pid = await started.Task.ConfigureAwait(false);
        using (var process = Process.GetProcessById(pid))
            process.Kill();
        var killed = Stopwatch.GetTimestamp();
        var lost = await ExpectAsync<WorkerLostException>(victim).ConfigureAwait(false);
        var told = Stopwatch.GetElapsedTime(killed);
        DemoFailure.Unless(lost.Pid == pid, $"Process {pid} was killed, and {lost.Pid} was blamed: {lost.Message}");
        var counts = await Task.WhenAll(others).ConfigureAwait(false);
        DemoFailure.Unless(Array.TrueForAll(counts, count => count == 9592), "A job that had nothing to do with it found wrong numbers.");
        return ($"Worker {pid} was killed in the middle of its job: that job alone was told, {told.TotalMilliseconds:0.0} ms later, "
            + $"that {lost.SignalName ?? "a kill"} ended its worker; {counts.Length} other jobs went on and were right",
            $"1 lost in {told.TotalMilliseconds:0.0} ms, {counts.Length} not");
    }

    private async Task<(string, string)> DeadlineAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await ExpectAsync<JobTimeoutException>(pool.RunAsync(DemoJobs.RunAway, new JobOptions { Timeout = s_limit })).ConfigureAwait(false);
        var took = Stopwatch.GetElapsedTime(start);
        DemoFailure.Unless(took >= s_limit, $"The job was ended after {took.TotalMilliseconds:0} ms, before its time.");
        var primes = await pool.RunAsync(DemoJobs.CountPrimesInThousand, 0).ConfigureAwait(false);
        DemoFailure.Unless(primes == 168, $"The next job found {primes} primes.");
        return ($"An endless loop with a limit of {s_limit.TotalMilliseconds:0} ms was ended after {took.TotalMilliseconds:0} ms, and the "
            + "next job ran", $"ended after {took.TotalMilliseconds:0} ms");
    }

    private async Task<(string, string)> EndAsync()
    {
        var workers = pool.Snapshot().Workers;
        int[] pids = [.. workers.Select(worker => worker.Pid).Where(pid => pid > 0)];
        await pool.DisposeAsync().ConfigureAwait(false);
        int[] left = [.. pids.Where(IsAlive)];
        DemoFailure.Unless(left.Length == 0, $"Worker processes are left: {string.Join(", ", left)}.");
        var finished = workers.Sum(worker => worker.Finished);
        return ($"The pool ended after {finished:N0} jobs (a chunk counts as one), and no worker process is left",
            $"{finished:N0} jobs in all");
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task<TException> ExpectAsync<TException>(Task job)
        where TException : Exception
    {
        try
        {
            await job.ConfigureAwait(false);
        }
        catch (TException expected)
        {
            return expected;
        }

        throw new DemoFailure($"The job ended well instead of with {typeof(TException).Name}.");
    }

    private sealed class FirstReport(TaskCompletionSource<int> first) : IProgress<int>
    {
        public void Report(int value) => first.TrySetResult(value);
    }
}
