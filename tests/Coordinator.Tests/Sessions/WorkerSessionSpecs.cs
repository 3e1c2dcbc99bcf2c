using Troupe.Messages.Errors;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Processes;
using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

/// <summary>When the session of a worker loses patience with it.</summary>
public sealed class WorkerSessionSpecs
{
    private const byte FireOrEnd = 0;
    private const byte End = 1;
    private const int Interrupted = 128 + 2;
    private const int Aborted = 128 + 6;
    private const int Killed = 128 + 9;
    private const int Terminated = 128 + 15;
    private const int HungUp = 128 + 1;

    private static readonly TimeSpan s_answerTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_worker_whose_link_broke_the_protocol_is_killed_before_any_time_has_passed()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnLinkEnd("a frame header that no honest peer sends came in", violated: true);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_worker_whose_link_has_ended_has_a_moment_to_end_itself()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnLinkEnd("the other side ended the link", violated: false);
        stage.Clock.Advance(s_answerTime - s_tick);
        stage.Told.OfType<WorkerEnded>().ShouldBeEmpty();
        stage.Told.OfType<WorkerUnreachable>().ShouldHaveSingleItem();
        stage.Clock.Advance(s_tick);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
    }

    // A busy machine takes its time to end a process whose link it has closed.
    [Theory]
    [InlineData(Aborted, WorkerLostReason.Crashed, null)]
    [InlineData(3, WorkerLostReason.Exited, null)]
    [InlineData(Killed, WorkerLostReason.LinkLost, "its link ended and it did not: the other side ended the link")]
    public void A_worker_that_ends_by_itself_after_that_moment_is_not_said_to_be_killed(
        int exitCode,
        WorkerLostReason reason,
        string? because)
    {
        using var stage = new SessionStage(new ProcessPoolOptions(), new TaskCompletionSource<WorkerProcess>().Task);
        stage.Session.OnLink(stage.Link);
        stage.Session.OnFrames(SessionStage.Frame(FrameKind.Ready));
        stage.Session.OnLinkEnd("the other side ended the link", violated: false);
        stage.Clock.Advance(s_answerTime);
        stage.Session.OnExit(new ProcessExit(exitCode));
        var ended = stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
        (ended.Loss.Reason, ended.KillReason).ShouldBe((reason, because));
    }

    [Fact]
    public void A_worker_that_was_told_to_end_and_does_not_is_killed_and_the_log_says_so()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnFrames(SessionStage.Frame(FrameKind.Ready));
        stage.Session.ShutDown();
        stage.Clock.Advance(WorkerLife.EndTime);
        stage.Session.OnLinkEnd("the other side ended the link", violated: false);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
        stage.Log.Warnings.ShouldHaveSingleItem().ShouldContain("was to end and had not within 2 s");
    }

    [Fact]
    public void A_worker_that_has_said_that_it_cannot_start_and_does_not_end_is_killed_long_before_its_start_is_given_up()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        using var fault = new PayloadWriter();
        fault.WriteByte((byte)FaultKind.Threw);
        RemoteError.From(new InvalidOperationException("No such server.")).Write(fault);
        stage.Session.OnFrames(SessionStage.Frame(FrameKind.StartFailed, fault.WrittenSpan));
        stage.Clock.Advance(WorkerLife.EndTime);
        stage.Session.OnLinkEnd("the other side ended the link", violated: false);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem().StartError!.Message.ShouldContain("No such server.");
    }

    // Timers count whole milliseconds, and one may fire that much too early.
    [Fact]
    public void A_job_that_was_asked_to_end_has_its_whole_grace_period_though_timers_fire_early()
    {
        var grace = TimeSpan.FromSeconds(2);
        using var stage = new SessionStage(new ProcessPoolOptions { GracePeriod = grace });
        stage.Assign(1);
        stage.Session.Cancel(1);
        stage.Clock.Advance(grace);
        stage.Link.Cancels.ShouldBe([FireOrEnd]);
        stage.Clock.Advance(s_tick);
        stage.Link.Cancels.ShouldBe([FireOrEnd, End]);
    }

    // What stops a program goes to all of its processes, and a worker leaves it to its parent once it runs: a program that goes on has a
    // pool that does.
    [Theory]
    [InlineData(Interrupted, false)]
    [InlineData(Terminated, false)]
    [InlineData(HungUp, false)]
    [InlineData(Aborted, true)]
    public void A_worker_that_Ctrl_C_meets_while_it_starts_has_not_failed_to_start_and_one_that_crashes_has(int exitCode, bool failed)
    {
        using var stage = new SessionStage(new ProcessPoolOptions(), new TaskCompletionSource<WorkerProcess>().Task);
        stage.Session.OnExit(new ProcessExit(exitCode));
        (stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem().StartError is not null).ShouldBe(failed);
        stage.Log.Warnings.Count.ShouldBe(failed ? 1 : 0);
    }

    [Fact]
    public void A_worker_whose_initializer_exits_as_if_a_signal_had_ended_it_has_failed_to_start()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnLinkEnd("the other side ended the link", violated: false);
        stage.Session.OnExit(new ProcessExit(Terminated));
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem().StartError.ShouldNotBeNull();
    }
}
