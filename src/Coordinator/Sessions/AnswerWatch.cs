namespace Troupe.Sessions;

/// <summary>
/// Judges a worker that lives and whose answer is due: code that ran there may have closed the link's descriptor, or put another file in
/// its place. Like <see cref="HealthWatch"/> it counts checks, and only those between which the worker's heart has beaten. Pure.
/// </summary>
/// <param name="Last">What was seen at the last check.</param>
/// <param name="Unchanged">How many checks in a row found the same, with an answer due.</param>
internal readonly record struct AnswerWatch(AnswerWatch.Sample Last, int Unchanged)
{
    /// <summary>This many checks without any progress and the link counts as broken: 3 s at one check per 200 ms.</summary>
    public const int BrokenAfter = 15;

    /// <summary>What moves while worker and link do.</summary>
    /// <param name="Page">What the worker says of its jobs.</param>
    /// <param name="Received">How many bytes have come from it.</param>
    /// <param name="Unwritten">How many bytes it has not taken yet.</param>
    internal readonly record struct Sample(FlightPage Page, long Received, long Unwritten);

    /// <summary>Whether nothing is to be expected from the link.</summary>
    public bool Broken => Unchanged >= BrokenAfter;

    /// <summary>Looks once.</summary>
    /// <param name="sample">What is there to see.</param>
    /// <param name="answerDue">See <see cref="FlightPage.IsAnswerDue"/>.</param>
    /// <param name="alive">Whether its heart has beaten since the last check.</param>
    public AnswerWatch Check(in Sample sample, bool answerDue, bool alive) =>
        new(sample, !answerDue || sample != Last ? 0 : alive ? Unchanged + 1 : Unchanged);
}
