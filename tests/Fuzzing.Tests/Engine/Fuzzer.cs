using System.Diagnostics;

namespace Troupe.Fuzzing.Tests.Engine;

/// <summary>Gives a target one input after the other and looks at what it costs. The same seed gives the same inputs.</summary>
internal static class Fuzzer
{
    /// <summary>What one input may take. A machine that is busy elsewhere is no finding: the input is then measured again.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(100);

    private const int Measurements = 4;

    /// <returns>How many inputs the target was given, those of the corpus included.</returns>
    /// <exception cref="FindingException">The first finding.</exception>
    public static long Run(FuzzTarget target, long inputs, int seed, Action<long>? progress = null)
    {
        var corpus = Corpus.Of(target);
        foreach (var (name, bytes) in corpus)
            Try(target, bytes, seed, $"corpus {name}");
        var random = new Random(seed);
        var mutator = new Mutator([.. corpus.Values], random);
        for (var round = 0L; round < inputs; round++)
        {
            Try(target, mutator.Next(), random.Next(), $"seed {seed}, input {round}");
            if (round % 1_000_000 == 999_999)
                progress?.Invoke(round + 1);
        }
        return inputs + corpus.Count;
    }

    /// <summary>Gives the target one input.</summary>
    public static void Try(FuzzTarget target, byte[] input, int seed, string name)
    {
        var allowed = target.FixedAllocation + (2L * input.Length);
        for (var measurement = 1; ; measurement++)
        {
            var (time, bytes) = Measure(target, input, seed, name);
            if (time <= s_longest && bytes <= allowed)
                return;
            // The first time may have compiled a method or filled a cache; what is always too much is too much.
            if (measurement == Measurements)
            {
                throw Finding(
                    target,
                    input,
                    name,
                    $"it took {time.TotalMilliseconds:0} ms and {bytes} bytes, where {allowed} bytes are allowed",
                    null);
            }
        }
    }

    private static (TimeSpan Time, long Bytes) Measure(FuzzTarget target, byte[] input, int seed, string name)
    {
        var random = new Random(seed);
        var (bytes, begin) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        try
        {
            target.Run(input, random);
        }
        catch (Exception error)
        {
            // Everything that is documented has been caught in the target.
            throw Finding(target, input, name, error.Message, error);
        }
        var cost = (Stopwatch.GetElapsedTime(begin), GC.GetAllocatedBytesForCurrentThread() - bytes);
        target.LookAfterwards(random);
        return cost;
    }

    private static FindingException Finding(FuzzTarget target, byte[] input, string name, string what, Exception? error) =>
        new($"{target.Name}, {name}: {what}\nThe input, for Corpus/{target.Name}: {Convert.ToHexString(input)}", error!);
}
