using Troupe.Chaos.Records;

namespace Troupe.Chaos.Load;

/// <summary>The mix of jobs of one submitter, from its seed.</summary>
internal sealed class LoadPlan(int seed)
{
    private const int LongestSleep = 50;
    private const int LongestCompute = 10;
    private const int LongestEcho = 1 << 20;
    private const int Printed = 64 * 1024;
    private const int LongestPatience = 60;
    private const double CancelShare = 0.05;

    /// <summary>Out of a hundred; what is left are sleeps.</summary>
    private static readonly (JobKind Kind, int Weight)[] s_mix =
    [
        (JobKind.Compute, 18), (JobKind.Echo, 16), (JobKind.Throw, 8), (JobKind.Print, 5), (JobKind.Child, 5), (JobKind.Impatient, 4),
        (JobKind.Channel, 5), (JobKind.Value, 5), (JobKind.Lock, 3), (JobKind.Dictionary, 4), (JobKind.Hosted, 3), (JobKind.Array, 4),
    ];

    private readonly Random _random = new(seed);

    public JobSpec Next()
    {
        var kind = Kind();
        var amount = kind switch
        {
            JobKind.Sleep => _random.Next(LongestSleep + 1),
            JobKind.Compute => 1 + _random.Next(LongestCompute),
            JobKind.Echo => _random.Next(LongestEcho + 1),
            JobKind.Print => Printed,
            _ => 0,
        };
        var retriable = _random.Next(2) == 0 && kind != JobKind.Hosted;
        // A cancel may cost the hosted object its state, and it has few jobs.
        var cancelled = _random.NextDouble() < CancelShare && kind != JobKind.Hosted;
        return new JobSpec(kind, amount, retriable, cancelled ? TimeSpan.FromMilliseconds(_random.Next(LongestPatience)) : null);
    }

    private JobKind Kind()
    {
        var drawn = _random.Next(100);
        foreach (var (kind, weight) in s_mix)
        {
            if ((drawn -= weight) < 0)
                return kind;
        }
        return JobKind.Sleep;
    }
}
