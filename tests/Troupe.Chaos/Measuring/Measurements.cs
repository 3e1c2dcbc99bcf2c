namespace Troupe.Chaos.Measuring;

/// <summary>What was measured of the run itself, beside the evidence of its jobs.</summary>
internal sealed record Measurements
{
    /// <summary>Jobs a second without faults, and with them.</summary>
    public required double CalmRate { get; init; }

    public required double StormRate { get; init; }

    /// <summary>Seconds from one fault to the next on average.</summary>
    public required double Pause { get; init; }

    public required IReadOnlyList<double> ReadyAgain { get; init; }

    public required IReadOnlyCollection<string> Hanging { get; init; }

    /// <summary>The longest time from a job's acceptance to its outcome, in milliseconds.</summary>
    public required double LongestJob { get; init; }

    public required TimeSpan DisposeTime { get; init; }

    public required TimeSpan DisposeLimit { get; init; }

    /// <summary>Processes of the run that were alive 2 s after its end.</summary>
    public required IReadOnlyList<string> Left { get; init; }

    /// <summary>How many sleeps in sessions of their own lived on then, as documented.</summary>
    public required int LeftInOwnSession { get; init; }

    public required int Zombies { get; init; }

    public required (long First, long Last) ResidentThirds { get; init; }

    public required (long Before, long After) Managed { get; init; }

    /// <summary>What this process held while the load lasted.</summary>
    public required IReadOnlyList<Series> Held { get; init; }

    public required Holdings Before { get; init; }

    public required Holdings After { get; init; }

    public required IReadOnlyCollection<string> StrayErrors { get; init; }

    public required int ProtocolErrors { get; init; }

    public required int HalfFrames { get; init; }

    /// <summary>How many jobs broke the protocol, whose worker nothing else had ended first.</summary>
    public required int BrokenProtocols { get; init; }

    /// <summary>How many workers ended without having been told to.</summary>
    public required int Losses { get; init; }
}
