namespace Troupe.Tests.StateMachine;

/// <summary>
/// One event of a trace. The numbers choose among what there is at that moment, whatever it is: a trace from which steps
/// are taken out is still a trace.
/// </summary>
/// <param name="Kind">What happens.</param>
/// <param name="Choice">To whom.</param>
/// <param name="Detail">How.</param>
internal readonly record struct Step(StepKind Kind, int Choice, int Detail)
{
    /// <summary>How often each kind comes, out of the sum of all.</summary>
    private static readonly (StepKind Kind, int Weight)[] s_weights =
    [
        (StepKind.Submit, 300), (StepKind.Cancel, 40), (StepKind.Ready, 120), (StepKind.StartFails, 12), (StepKind.Finish, 220),
        (StepKind.Fault, 40), (StepKind.ErrorMade, 20), (StepKind.Items, 60), (StepKind.TimeOut, 12), (StepKind.Overrun, 40),
        (StepKind.Die, 25),
        (StepKind.Obey, 90), (StepKind.Crash, 3), (StepKind.Late, 10), (StepKind.Advance, 60), (StepKind.Resize, 6), (StepKind.OverMemory,
        5),
        (StepKind.Nest, 25), (StepKind.Drain, 8), (StepKind.End, 1), (StepKind.Abandon, 1), (StepKind.Hold, 30),
        (StepKind.Adopt, 6),
    ];

    private static readonly int s_sum = s_weights.Sum(entry => entry.Weight);

    public static Step Draw(Random random)
    {
        var drawn = random.Next(s_sum);
        foreach (var (kind, weight) in s_weights)
        {
            if ((drawn -= weight) < 0)
                return new Step(kind, random.Next(1 << 16), random.Next(1 << 16));
        }
        throw new InvalidOperationException("The weights do not add up.");
    }
}
