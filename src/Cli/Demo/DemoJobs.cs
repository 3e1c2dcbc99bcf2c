using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Troupe.Cli.Demo;

/// <summary>The demo's functions; they run in the workers.</summary>
internal static class DemoJobs
{
    /// <summary>How many primes there are from one number up to, without, another.</summary>
    public static int CountPrimes(int from, int to)
    {
        var primes = 0;
        for (var number = Math.Max(2, from); number < to; number++)
        {
            var divisor = 2;
            while (divisor <= number / divisor && number % divisor != 0)
                divisor++;
            primes += divisor > number / divisor ? 1 : 0;
        }

        return primes;
    }

    /// <summary>Primes among a thousand numbers.</summary>
    public static int CountPrimesInThousand(int thousand) => CountPrimes(thousand * 1000, (thousand + 1) * 1000);

    /// <summary>The greatest common divisor.</summary>
    public static int Divisor(int left, int right) => right == 0 ? left : Divisor(right, left % right);

    /// <summary>How many steps the 3n + 1 rule takes to come down to 1.</summary>
    public static int CollatzSteps(long number)
    {
        var steps = 0;
        for (; number > 1; steps++)
            number = number % 2 == 0 ? number / 2 : (3 * number) + 1;
        return steps;
    }

    /// <summary>Writes a text to a temporary file, reads it back and hashes it, without blocking a thread.</summary>
    public static async Task<string> HashByFileAsync(string text, CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, text, Encoding.UTF8, cancellationToken).ConfigureAwait(false);
            return Hash(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The SHA-256 of a text in hexadecimal digits.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Shares its work among jobs of its own.</summary>
    public static async Task<int> CountPrimesNestedAsync(int parts)
    {
        var pool = JobContext.Current.Pool;
        var counts = await Task.WhenAll(Enumerable.Range(0, parts).Select(part => pool.RunAsync(CountPrimesInThousand, part)))
            .ConfigureAwait(false);
        return counts.Sum();
    }

    /// <summary>Counts primes and tells after each thousand how many thousands are done.</summary>
    public static int CountPrimesWithProgress(int thousands)
    {
        var primes = 0;
        for (var thousand = 0; thousand < thousands; thousand++)
        {
            primes += CountPrimesInThousand(thousand);
            JobContext.Current.Report(thousand + 1);
        }

        return primes;
    }

    /// <summary>Tells its process id and works until it is killed, at most a minute.</summary>
    public static int WorkUntilKilled()
    {
        JobContext.Current.Report(Environment.ProcessId);
        var clock = Stopwatch.StartNew();
        var primes = 0;
        while (clock.Elapsed < TimeSpan.FromMinutes(1))
            primes = CountPrimes(0, 10_000);
        return primes;
    }

    /// <summary>Never ends by itself.</summary>
    public static void RunAway()
    {
        for (var number = 0; ; number++)
            CollatzSteps(number);
    }
}
