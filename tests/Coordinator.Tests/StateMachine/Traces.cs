namespace Troupe.Tests.StateMachine;

/// <summary>Makes traces from seeds, runs them, and cuts one that fails down to what is needed.</summary>
internal static class Traces
{
    private const int Length = 300;

    public static List<Step> Draw(int seed)
    {
        var random = new Random(seed);
        var steps = new List<Step>(Length);
        while (steps.Count < Length)
            steps.Add(Step.Draw(random));
        return steps;
    }

    /// <summary>Runs a trace.</summary>
    /// <returns>What was broken; null when all held.</returns>
    public static string? Run(int seed, IReadOnlyList<Step> steps)
    {
        try
        {
            var simulation = new Simulation(workers: 1 + (seed % 4), spares: seed / 4 % 2, limitsTasks: seed / 8 % 2 == 1);
            foreach (var step in steps)
                simulation.Do(step);
            simulation.Finish();
            return null;
        }
        catch (BrokenPromiseException broken)
        {
            return broken.Message;
        }
        catch (Exception error)
        {
            return $"It failed: {error}";
        }
    }

    /// <summary>Takes out steps, large pieces first, for as long as the trace still fails.</summary>
    public static IReadOnlyList<Step> Shrink(int seed, IReadOnlyList<Step> failing)
    {
        var kept = failing.ToList();
        for (var piece = kept.Count / 2; piece > 0; piece = kept.Count < piece ? kept.Count / 2 : piece / 2)
        {
            for (var from = 0; from < kept.Count;)
            {
                var without = kept.Take(from).Concat(kept.Skip(from + piece)).ToList();
                if (Run(seed, without) is null)
                    from += piece;
                else
                    kept = without;
            }
        }
        return kept;
    }
}
