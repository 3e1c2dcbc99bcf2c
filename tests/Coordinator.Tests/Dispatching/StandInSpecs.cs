using Troupe.Jobs.Nested;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>How a worker leaves that stood in for one whose job waited for a job of its own.</summary>
public sealed class StandInSpecs
{
    private const int Slot = 1;
    private const ulong Submission = 1;

    private static readonly TimeSpan s_standInTime = TimeSpan.FromSeconds(2);
    private static readonly WorkerId s_parked = new(0, 1);
    private static readonly WorkerId s_standIn = new(Slot, 1);

    // Who is killed as no longer needed is not told of in the log: the crash of one that ends by itself must not be hidden so.
    [Theory]
    [InlineData(WorkerState.Starting, nameof(IWorkerSession.Kill))]
    [InlineData(WorkerState.Ready, nameof(IWorkerSession.ShutDown))]
    [InlineData(WorkerState.Ending, null)]
    public void A_stand_in_that_is_no_longer_needed_is_told_to_end_unless_it_ends_by_itself(WorkerState state, string? order)
    {
        var stage = new DispatcherStage();
        stage.Ready(0);
        var parent = stage.Submit();
        var submission = new Submission(JobOptions.Default, default, 0, 0, [], "Nested", []);
        stage.Report(s_parked, new Outcome(OutcomeKind.Submitted, Submission, 0, default) { Detail = submission });
        stage.Sessions.ShouldContainKey(s_standIn);

        if (state == WorkerState.Starting)
            stage.Report(s_parked, new Outcome(OutcomeKind.SubmissionCancelled, Submission, 0, default));
        else
            Work(stage);
        stage.Sessions[s_parked].Answers.ShouldHaveSingleItem().Last.ShouldBeTrue();
        stage.Succeed(parent);
        if (state == WorkerState.Ending)
            stage.Step(new WorkerUnreachable(s_standIn));
        stage.Clock.Advance(s_standInTime);
        string[] ends = [nameof(IWorkerSession.Kill), nameof(IWorkerSession.ShutDown)];
        stage.Orders.Where(told => told.Worker == s_standIn && ends.Contains(told.Kind)).Select(told => told.Kind)
            .ShouldBe(order is null ? [] : [order]);

        stage.Step(new WorkerEnded(s_standIn, WorkerLoss.Unknown(s_standIn)));
        stage.Sessions.Keys.Where(worker => worker.Slot == Slot).ShouldBe([s_standIn], "its place is no more");
    }

    private static void Work(DispatcherStage stage)
    {
        stage.Ready(Slot);
        var nested = stage.Sessions[s_standIn].Assigned.ShouldHaveSingleItem().Job;
        stage.Report(s_standIn, new Outcome(OutcomeKind.Succeeded, nested, 1, default));
    }
}
