using Troupe.Chaos.Jobs;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Tests;

/// <summary>The evidence of a small run in which all went well; each spec doctors one thing of it.</summary>
internal static class GoodRun
{
    public const int KilledPid = 900;

    /// <summary>1 slept, 2 was on a killed worker, 3 was retried after a kill, 4 waited in vain, 5 to 9 used what is shared or hosted, 10
    /// killed its worker.</summary>
    public static Evidence Evidence { get; } = new()
    {
        Accepted =
        [
            Job(1, JobKind.Sleep), Job(2, JobKind.Compute), Job(3, JobKind.Sleep, attempts: 3), Job(4, JobKind.Impatient),
            Job(5, JobKind.Channel), Job(6, JobKind.Value), Job(7, JobKind.Lock), Job(8, JobKind.Dictionary), Job(9, JobKind.Hosted),
            Job(10, JobKind.Fault) with { Fault = FaultKind.FailFast }, Job(11, JobKind.Lock),
        ],
        Outcomes =
        [
            Result(1), Result(2) with { Kind = OutcomeKind.WorkerLost, Value = 0, Pid = KilledPid }, Result(3),
            Result(4) with { Kind = OutcomeKind.TimedOutInQueue, Value = 0, MayHaveRun = false }, Result(5), Result(6), Result(7), Result(
                8), Result(9),
            Result(10) with { Kind = OutcomeKind.WorkerLost, Value = 0, Pid = 107 }, Result(11),
        ],
        Callbacks = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11],
        Ledger =
        [
            new('S', 1, 1, 100), new('E', 1, 1, 100), new('S', 2, 1, KilledPid), new('S', 3, 1, KilledPid), new('S', 3, 2, 101), new(
                'E',
                3,
                2,
                101),
            new('S', 5, 1, 102), new('E', 5, 1, 102), new('S', 6, 1, 102), new('E', 6, 1, 102),
            new('S', 7, 1, 103), new('L', 7, 1, 103), new('U', 7, 1, 103), new('E', 7, 1, 103),
            new('S', 11, 1, 104), new('L', 11, 1, 104), new('U', 11, 1, 104), new('E', 11, 1, 104),
            new('S', 8, 1, 105), new('E', 8, 1, 105), new('S', 9, 1, 106), new('E', 9, 1, 106), new('S', 10, 1, 107),
        ],
        Faults = [new(FaultKind.KillBusy, KilledPid, 5), new(FaultKind.FailFast, 0, 9)],
        Answers = [new(106, 1)],
        Shared = new SharedContents([5], 1, new Dictionary<long, ulong> { [8] = Mix.Of(8) }),
    };

    public static Evidence WithOutcome(long number, Func<JobOutcome, JobOutcome> change, Evidence? evidence = null)
    {
        var before = evidence ?? Evidence;
        return before with { Outcomes = [.. before.Outcomes.Select(outcome => outcome.Number == number ? change(outcome) : outcome)] };
    }

    public static Evidence WithLedger(params LedgerEntry[] further) => Evidence with { Ledger = [.. Evidence.Ledger, .. further] };

    private static AcceptedJob Job(long number, JobKind kind, int attempts = 1) =>
        new(number, kind, null, attempts, Mix.Of(number), AtEnd: false);

    private static JobOutcome Result(long number) =>
        new(number, OutcomeKind.Result, 0, MayHaveRun: true, Mix.Of(number), CancelAsked: false, "");
}
