using System.Diagnostics;
using System.Globalization;
using Troupe.Fuzzing.Tests.Engine;

namespace Troupe.Fuzzing.Tests;

/// <summary>
/// The long run: <c>dotnet run -c Release --project tests/Fuzzing.Tests -- --inputs 10000000 --seed 1 [--target frames]</c>.
/// Ends with 0 when there was no finding. <c>--write-corpus FOLDER</c> writes the golden samples.
/// </summary>
internal static class Program
{
    private const int UsageError = 64;

    private static int Main(string[] arguments)
    {
        var (inputs, seed, names) = (1_000_000L, Environment.TickCount, FuzzTargets.Names);
        for (var index = 0; index + 1 < arguments.Length; index += 2)
        {
            var value = arguments[index + 1];
            switch (arguments[index])
            {
                case "--inputs": inputs = long.Parse(value, CultureInfo.InvariantCulture); break;
                case "--seed": seed = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "--target": names = [value]; break;
                case "--write-corpus": return WriteCorpus(value);
                default: return Usage();
            }
        }
        return arguments.Length % 2 == 0 && names.All(FuzzTargets.Names.Contains) ? Run(inputs, seed, names) : Usage();
    }

    private static int Run(long inputs, int seed, IReadOnlyCollection<string> names)
    {
        var findings = 0;
        foreach (var name in names)
        {
            using var target = FuzzTargets.Create(name);
            var begin = Stopwatch.GetTimestamp();
            try
            {
                var done = Fuzzer.Run(
                    target,
                    inputs,
                    seed,
                    count => Console.WriteLine($"{name}: {count} inputs, {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s"));
                Console.WriteLine(
                    $"{name}: {done} inputs of seed {seed} in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s, no finding");
            }
            catch (FindingException finding)
            {
                findings++;
                Console.WriteLine(finding);
            }
        }
        return findings == 0 ? 0 : 1;
    }

    private static int WriteCorpus(string folder)
    {
        foreach (var name in FuzzTargets.Names)
        {
            using var target = FuzzTargets.Create(name);
            Corpus.Write(target, folder);
        }
        return 0;
    }

    private static int Usage()
    {
        Console.Error.WriteLine($"Options: --inputs N, --seed S, --target {string.Join('|', FuzzTargets.Names)}, --write-corpus FOLDER");
        return UsageError;
    }
}
