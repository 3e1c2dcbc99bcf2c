using Troupe;

await using var pool = await ProcessPool.StartAsync(workers: 2);

int sum = await pool.RunAsync(() => Enumerable.Range(1, 100).Sum());
Console.WriteLine($"A worker process added up to {sum}.");

bool[] primes = await pool.MapAsync(IsPrime, new long[] { 7, 8, 1_000_000_007 });
Console.WriteLine($"Of 7, 8 and 1000000007, {primes.Count(prime => prime)} are prime.");

try
{
    await pool.RunAsync(() => Environment.FailFast("This would have been the end of the app."));
}
catch (WorkerLostException lost)
{
    Console.WriteLine($"Worker process {lost.Pid} died ({lost.SignalName}); the app goes on.");
}

static bool IsPrime(long number) =>
    number > 1 && Enumerable.Range(2, (int)Math.Sqrt(number) - 1).All(divisor => number % divisor != 0);
