using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Faults;

/// <summary>When which fault comes: from the seed alone, so that a run can be had again.</summary>
internal sealed record FaultSchedule(IReadOnlyList<ScheduledFault> Faults)
{
    /// <summary>Seconds from one fault to the next on average, when nothing else is asked for.</summary>
    public const double UsualPause = (LeastPause + MostPause) / 2;

    private const double LeastPause = 1;
    private const double MostPause = 3;

    /// <summary>Makes the schedule.</summary>
    /// <param name="seed">What it depends on.</param>
    /// <param name="length">How long the storm lasts.</param>
    /// <param name="every">Seconds from one fault to the next on average; null for 1 to 3.</param>
    public static FaultSchedule Create(int seed, TimeSpan length, double? every)
    {
        var random = new Random(seed);
        var (least, most) = every is { } mean ? (mean / 2, mean * 3 / 2) : (LeastPause, MostPause);
        var faults = new List<ScheduledFault>();
        var deck = new Queue<FaultKind>();
        for (var at = Pause() / 2; at < length.TotalSeconds; at += Pause())
        {
            // Each kind comes once before any comes again: also a short run sees most of them.
            if (deck.Count == 0)
                deck = new Queue<FaultKind>(Shuffled(random));
            faults.Add(new ScheduledFault(TimeSpan.FromSeconds(at), deck.Dequeue(), random.Next()));
        }
        return new FaultSchedule(faults);

        double Pause() => least + (random.NextDouble() * (most - least));
    }

    /// <summary>Tells two schedules apart.</summary>
    public string Hash
    {
        get
        {
            var text = string.Join(
                '\n',
                Faults.Select(fault => string.Create(CultureInfo.InvariantCulture, $"{fault.At.Ticks} {fault.Kind} {fault.Salt}")));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        }
    }

    private static FaultKind[] Shuffled(Random random)
    {
        var kinds = Enum.GetValues<FaultKind>();
        random.Shuffle(kinds);
        return kinds;
    }
}
