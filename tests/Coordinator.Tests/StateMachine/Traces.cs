using Troupe.Actors;
using Troupe.Coordination;
using Troupe.TestKit;

namespace Troupe.Tests.StateMachine;

/// <summary>Makes traces from seeds, runs them, and cuts one that fails down to what is needed.</summary>
internal sealed class Traces : IAsyncDisposable
{
    private const int Length = 300;

    private readonly ManualTimeProvider _clock = new();
    private readonly ActorSystem _system;

    public Traces() => _system = new ActorSystem("model", new ActorSystemOptions { TimeProvider = _clock, TopLevelStrategy = FailureStops.Strategy });

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
    public string? Run(int seed, IReadOnlyList<Step> steps)
    {
        var simulation = new Simulation(_system, _clock, workers: 1 + (seed % 4), spares: seed / 4 % 2, limitsTasks: seed / 8 % 2 == 1);
        try
        {
            foreach (var step in steps)
                simulation.Do(step);
            simulation.Finish();
            return null;
        }
        catch (BrokenPromiseException broken)
        {
            return broken.Message;
        }
        finally
        {
            simulation.Discard(_system);
        }
    }

    /// <summary>Takes out steps, large pieces first, for as long as the trace still fails.</summary>
    public IReadOnlyList<Step> Shrink(int seed, IReadOnlyList<Step> failing)
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

    public async ValueTask DisposeAsync() => await _system.DisposeAsync();
}
