namespace Troupe.Cli.Demo;

/// <summary>The part of the tour in which nothing goes wrong: each shape of a call once.</summary>
internal sealed class DemoCalls(ProcessPool pool, DemoReport report)
{
    // Primes below 100,000 and below 10,000: what the workers must find.
    private const int PrimesBelow100000 = 9592;
    private const int PrimesBelow10000 = 1229;

    public async Task RunAsync()
    {
        await report.StepAsync("RunAsync(method, arguments)", CallAsync).ConfigureAwait(false);
        await report.StepAsync("RunAsync(capturing lambda)", CaptureAsync).ConfigureAwait(false);
        await report.StepAsync("RunAsync(async, token)", TokenAsync).ConfigureAwait(false);
        await report.StepAsync("MapAsync", MapAsync).ConfigureAwait(false);
        await report.StepAsync("StarMapAsync", StarMapAsync).ConfigureAwait(false);
        await report.StepAsync("StreamAsync(unordered)", StreamAsync).ConfigureAwait(false);
        await report.StepAsync("OutcomesAsync", OutcomesAsync).ConfigureAwait(false);
        await report.StepAsync("Submit(callbacks)", SubmitAsync).ConfigureAwait(false);
        await report.StepAsync("nested jobs", NestedAsync).ConfigureAwait(false);
        await report.StepAsync("progress", ProgressAsync).ConfigureAwait(false);
    }

    private async Task<(string, string)> CallAsync()
    {
        var primes = await pool.RunAsync(DemoJobs.CountPrimes, 0, 100_000).ConfigureAwait(false);
        DemoFailure.Unless(primes == PrimesBelow100000, $"{primes} primes were found; there are {PrimesBelow100000}.");
        return ($"A method call in another process found {primes:N0} primes below 100,000", $"{primes:N0} primes");
    }

    private async Task<(string, string)> CaptureAsync()
    {
        var limit = 10_000;
        var (primes, pid) = await pool.RunAsync(() => (DemoJobs.CountPrimes(0, limit), Environment.ProcessId)).ConfigureAwait(false);
        DemoFailure.Unless(primes == PrimesBelow10000 && pid != Environment.ProcessId, $"{primes} primes were found in process {pid}.");
        return ($"A lambda took its captured variable along to process {pid}: {primes:N0} primes below {limit:N0}",
            $"ran in process {pid}");
    }

    private async Task<(string, string)> TokenAsync()
    {
        var text = "Troupe";
        var hash = await pool.RunAsync(cancel => DemoJobs.HashByFileAsync(text, cancel)).ConfigureAwait(false);
        DemoFailure.Unless(hash == DemoJobs.Hash(text), $"The hash {hash} is wrong.");
        return ("An async lambda with a token went by a temporary file and came back with the right hash", hash[..16] + "…");
    }

    private async Task<(string, string)> MapAsync()
    {
        var counts = await pool.MapAsync(DemoJobs.CountPrimesInThousand, Enumerable.Range(0, 100)).ConfigureAwait(false);
        DemoFailure.Unless(
            counts.Length == 100 && counts.Sum() == PrimesBelow100000 && counts[0] == 168,
            $"The counts add up to {counts.Sum()}.");
        return ($"A map of 100 items found the same {counts.Sum():N0} primes, its results in order", $"{counts.Length} items");
    }

    private async Task<(string, string)> StarMapAsync()
    {
        var pairs = Enumerable.Range(1, 10_000).Select(number => (number * 6, number * 4)).ToArray();
        var divisors = await pool.StarMapAsync(DemoJobs.Divisor, pairs).ConfigureAwait(false);
        DemoFailure.Unless(divisors.Select((divisor, index) => divisor == 2 * (index + 1)).All(right => right), "A divisor is wrong.");
        return ($"A starmap spread {pairs.Length:N0} pairs over two parameters", $"{divisors.Length:N0} pairs");
    }

    private async Task<(string, string)> StreamAsync()
    {
        var (results, longest) = (0, 0);
        var source = Enumerable.Range(1, 20_000).Select(number => (long)number);
        await foreach (var steps in pool.StreamAsync(DemoJobs.CollatzSteps, source, new StreamOptions { Ordered = false })
            .ConfigureAwait(false))
        {
            (results, longest) = (results + 1, Math.Max(longest, steps));
        }

        DemoFailure.Unless(results == 20_000 && longest == 278, $"{results} results came, the longest {longest}.");
        return ($"A stream gave {results:N0} results as they came; below 20,001 no number takes more than {longest} steps of 3n + 1",
            $"{results:N0} results");
    }

    private async Task<(string, string)> OutcomesAsync()
    {
        var (good, errors) = (0, new List<string>());
        await foreach (var outcome in pool.OutcomesAsync(text => int.Parse(text), "1 2 three 4".Split(' ')).ConfigureAwait(false))
        {
            if (outcome.IsCompletedSuccessfully)
                good++;
            else
                errors.Add($"item {outcome.Index} with {outcome.Error.GetType().Name}");
        }

        DemoFailure.Unless(good == 3 && errors is ["item 2 with FormatException"], $"{good} were good; {string.Join(", ", errors)}.");
        return ($"Of 4 items one failed, {errors[0]}, and the other {good} did not mind", $"{good} good, 1 failed");
    }

    private async Task<(string, string)> SubmitAsync()
    {
        var called = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var handle = pool.Submit(DemoJobs.CountPrimesInThousand, 0, onResult: called.SetResult, onError: called.SetException);
        var primes = await called.Task.ConfigureAwait(false);
        DemoFailure.Unless(primes == 168 && await handle.Task.ConfigureAwait(false) == 168, $"The callback was told {primes}.");
        return ($"A submitted job called back with {primes}; its handle says {handle.State}", $"job {handle.Id}: {handle.State}");
    }

    private async Task<(string, string)> NestedAsync()
    {
        var jobs = 2 * pool.Workers;
        var primes = await Task.WhenAll(Enumerable.Range(0, jobs).Select(_ => pool.RunAsync(DemoJobs.CountPrimesNestedAsync, 10)))
            .ConfigureAwait(false);
        DemoFailure.Unless(Array.TrueForAll(primes, count => count == PrimesBelow10000), $"They found {string.Join(", ", primes)} primes.");
        return ($"{jobs} jobs on {pool.Workers} workers each waited for 10 jobs of their own, and none waited for ever",
            $"{jobs} + {10 * jobs} jobs");
    }

    private async Task<(string, string)> ProgressAsync()
    {
        var (reports, last) = (0, 0);
        var progress = new Receiver<int>(thousands => (reports, last) = (reports + 1, thousands));
        var primes = await pool.RunAsync(DemoJobs.CountPrimesWithProgress, 100, JobOptions.Default.WithProgress(progress))
            .ConfigureAwait(false);
        DemoFailure.Unless(primes == PrimesBelow100000 && reports > 0 && last == 100, $"{reports} reports came, the last of {last}.");
        return ($"A job told on its way how far it was: {reports} reports, the last of {last} thousand numbers", $"{reports} reports");
    }

    private sealed class Receiver<T>(Action<T> receive) : IProgress<T>
    {
        public void Report(T value) => receive(value);
    }
}
