using Troupe.Chaos.Checking;
using Troupe.Chaos.Jobs;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Tests;

/// <summary>A checker that never complains proves nothing: each one is shown evidence that was doctored.</summary>
public sealed class CheckerSpecs
{
    [Fact]
    public void A_run_in_which_all_went_well_breaks_nothing()
    {
        Ledgers.Check(GoodRun.Evidence).ShouldAllBe(finding => finding.Holds);
    }

    [Fact]
    public void An_outcome_told_twice_is_found() =>
        Broken(GoodRun.Evidence with { Outcomes = [.. GoodRun.Evidence.Outcomes, GoodRun.Evidence.Outcomes[0]] }).ShouldBe(["I1", "I2"]);

    [Fact]
    public void A_lost_outcome_is_found() =>
        Broken(GoodRun.Evidence with { Outcomes = [.. GoodRun.Evidence.Outcomes.Skip(1)] }).ShouldBe(["I1", "I2"]);

    [Fact]
    public void An_outcome_of_a_job_that_nobody_submitted_is_found() =>
        Broken(GoodRun.Evidence with { Outcomes = [.. GoodRun.Evidence.Outcomes, GoodRun.Evidence.Outcomes[0] with { Number = 99 }] })
            .ShouldContain("I2");

    [Fact]
    public void A_callback_that_ran_twice_or_never_is_found()
    {
        Broken(GoodRun.Evidence with { Callbacks = [.. GoodRun.Evidence.Callbacks, 1] }).ShouldBe(["I1"]);
        Broken(GoodRun.Evidence with { Callbacks = [.. GoodRun.Evidence.Callbacks.Skip(1)] }).ShouldBe(["I1"]);
    }

    [Theory]
    [InlineData(1, nameof(OutcomeKind.Cancelled))]
    [InlineData(1, nameof(OutcomeKind.Thrown))]
    [InlineData(1, nameof(OutcomeKind.Poisoned))]
    [InlineData(1, nameof(OutcomeKind.TimedOut))]
    [InlineData(1, nameof(OutcomeKind.TimedOutInQueue))]
    [InlineData(1, nameof(OutcomeKind.Other))]
    [InlineData(10, nameof(OutcomeKind.Result))]
    public void An_outcome_that_a_job_cannot_have_is_found(long number, string kind) =>
        Broken(GoodRun.WithOutcome(number, outcome => outcome with { Kind = Enum.Parse<OutcomeKind>(kind) })).ShouldContain("I2");

    [Fact]
    public void A_time_out_is_excused_by_the_stop_of_the_very_worker_that_the_job_was_on()
    {
        Broken(TimedOut(1, on: 100)).ShouldBe(["I2"]);
        Broken(Stopped(555, TimedOut(1, on: 100))).ShouldBe(["I2"]);
        Broken(Stopped(100, TimedOut(1, on: 100))).ShouldBeEmpty();
    }

    [Fact]
    public void A_time_out_on_a_worker_that_was_stopped_while_it_decoded_is_excused_without_a_start() =>
        Broken(Stopped(100, Unbegun(1, TimedOut(1, on: 100)))).ShouldBeEmpty();

    [Fact]
    public void A_time_out_without_a_start_is_not_excused_by_the_stop_of_some_other_worker() =>
        Broken(Stopped(555, Unbegun(1, TimedOut(1, on: 100)))).ShouldBe(["I2"]);

    [Fact]
    public void A_time_out_that_names_a_stopped_worker_is_not_excused_when_the_job_was_on_another_one() =>
        Broken(Stopped(555, TimedOut(1, on: 555))).ShouldBe(["I2"]);

    [Fact]
    public void A_stopped_worker_excuses_the_one_job_it_had_and_no_second_one() =>
        Broken(Stopped(100, Unbegun(2, TimedOut(2, on: 100, TimedOut(1, on: 100))))).ShouldBe(["I2"]);

    [Fact]
    public void A_job_that_started_twice_without_a_retry_is_found() =>
        Broken(GoodRun.WithLedger(new LedgerEntry('S', 1, 2, 101))).ShouldContain("I3");

    [Fact]
    public void An_attempt_that_started_twice_is_found() => Broken(GoodRun.WithLedger(new LedgerEntry('S', 3, 2, 108))).ShouldContain("I3");

    [Fact]
    public void A_job_that_started_more_often_than_it_may_is_found() =>
        Broken(GoodRun.WithLedger(new('S', 3, 3, 108), new('S', 3, 4, 109))).ShouldContain("I3");

    [Fact]
    public void A_result_of_an_attempt_that_never_ended_is_found() =>
        Broken(GoodRun.Evidence with { Ledger = [.. GoodRun.Evidence.Ledger.Where(entry => entry is not { Mark: 'E', Number: 1 })] })
            .ShouldBe(["I4"]);

    [Fact]
    public void A_wrong_result_is_found() => Broken(GoodRun.WithOutcome(1, outcome => outcome with { Value = 1 })).ShouldBe(["I4"]);

    [Fact]
    public void A_job_that_ran_and_was_said_not_to_have_run_is_found() =>
        Broken(GoodRun.WithLedger(new LedgerEntry('S', 4, 1, 101))).ShouldBe(["I5"]);

    [Fact]
    public void A_loss_of_a_worker_that_nobody_killed_is_found() =>
        Broken(GoodRun.WithOutcome(2, outcome => outcome with { Pid = 901 })).ShouldBe(["I10"]);

    [Fact]
    public void A_loss_by_a_broken_protocol_is_excused_for_a_job_that_ran_on_that_worker_and_for_no_other()
    {
        var breaking = GoodRun.Evidence with
        {
            Accepted = [.. GoodRun.Evidence.Accepted, new(12, JobKind.Fault, FaultKind.BrokenProtocol, 1, 0, AtEnd: false)],
            Outcomes = [.. GoodRun.Evidence.Outcomes, new(12, OutcomeKind.WorkerLost, 100, MayHaveRun: true, 0, CancelAsked: false, "")],
            Callbacks = [.. GoodRun.Evidence.Callbacks, 12],
            Ledger = [.. GoodRun.Evidence.Ledger, new('S', 12, 1, 100)],
        };
        Broken(breaking).ShouldBeEmpty();
        Broken(Lost(1)).ShouldBeEmpty();
        Broken(Lost(5)).ShouldBe(["I10"]);

        Evidence Lost(long number) =>
            GoodRun.WithOutcome(number, outcome => outcome with { Kind = OutcomeKind.WorkerLost, Pid = 100 }, breaking);
    }

    [Fact]
    public void An_item_that_got_lost_or_came_out_twice_is_found()
    {
        Broken(GoodRun.Evidence with { Shared = GoodRun.Evidence.Shared with { Received = [] } }).ShouldBe(["S1"]);
        Broken(GoodRun.Evidence with { Shared = GoodRun.Evidence.Shared with { Received = [5, 5] } }).ShouldBe(["S1"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_update_that_got_lost_or_counted_twice_is_found(long counted) =>
        Broken(GoodRun.Evidence with { Shared = GoodRun.Evidence.Shared with { Counted = counted } }).ShouldBe(["S2"]);

    [Fact]
    public void Two_holders_of_the_lock_at_once_are_found() =>
        Broken(GoodRun.WithLedger(new('L', 7, 1, 103), new('L', 11, 1, 104), new('U', 7, 1, 103), new('U', 11, 1, 104))).ShouldBe(["S3"]);

    [Fact]
    public void A_holder_that_died_may_be_overtaken() =>
        Broken(GoodRun.WithLedger(new('L', 7, 1, 103), new('L', 11, 1, 104), new('U', 11, 1, 104))).ShouldBeEmpty();

    [Fact]
    public void An_entry_that_got_lost_or_is_wrong_or_of_nobody_is_found()
    {
        Broken(WithEntries([])).ShouldBe(["S4"]);
        Broken(WithEntries(new() { [8] = 1 })).ShouldBe(["S4"]);
        Broken(WithEntries(new() { [8] = GoodRun.Evidence.Shared.Entries[8], [77] = 1 })).ShouldBe(["S4"]);
    }

    [Fact]
    public void A_count_that_two_calls_got_is_found() =>
        Broken(GoodRun.Evidence with { Answers = [new(106, 1), new(106, 1)] }).ShouldBe(["S5"]);

    // As it was in one half hour: of 14 processes the first and the last had the same id.
    [Fact]
    public void Two_lives_in_processes_of_the_same_id_are_two()
    {
        HostedAnswer AnswerOf(HostedCounter counter) => counter.Next() is [var life, var count] ? new(life, count) : default;
        Broken(GoodRun.Evidence with
        {
            Answers = [AnswerOf(new HostedCounter()), AnswerOf(new HostedCounter())],
            Faults = [.. GoodRun.Evidence.Faults, new(FaultKind.KillHosted, 106, 12)],
        }).ShouldBeEmpty();
    }

    [Fact]
    public void A_hosted_object_that_lost_its_state_without_a_kill_is_found() =>
        Broken(GoodRun.Evidence with { Answers = [new(106, 1), new(109, 1)] }).ShouldBe(["S5"]);

    private static Evidence TimedOut(long number, int on, Evidence? evidence = null) =>
        GoodRun.WithOutcome(number, outcome => outcome with { Kind = OutcomeKind.TimedOut, Value = 0, Pid = on }, evidence);

    private static Evidence Stopped(int pid, Evidence evidence) =>
        evidence with { Faults = [.. evidence.Faults, new(FaultKind.Stop, pid, 7)] };

    private static Evidence Unbegun(long number, Evidence evidence) =>
        evidence with { Ledger = [.. evidence.Ledger.Where(entry => entry.Number != number)] };

    private static Evidence WithEntries(Dictionary<long, ulong> entries) =>
        GoodRun.Evidence with { Shared = GoodRun.Evidence.Shared with { Entries = entries } };

    private static string[] Broken(Evidence evidence) =>
        [.. Ledgers.Check(evidence).Where(finding => !finding.Holds).Select(finding => finding.Id)];
}
