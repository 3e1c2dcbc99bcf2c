using Troupe.Links.Flight;
using Troupe.Messages.Frames;
using Troupe.Messages.Logs;
using Troupe.Processes;
using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

/// <summary>The thread that reads from a worker is held up by the application's logger, and things go on meanwhile.</summary>
public sealed class HeldReaderSpecs
{
    private static readonly byte[] s_result = [1, 0, 0, 0, 42, 0, 0, 0];
    private static readonly byte[] s_line = new JobLogEntry(
        (int)Microsoft.Extensions.Logging.LogLevel.Warning,
        0,
        null,
        new LogText("It works.", null, []),
        null,
        []).Encode(long.MaxValue);

    // The job would run a second time.
    [Fact]
    public void A_result_that_came_before_the_line_is_told_before_the_end_of_the_worker()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnFrames(SessionStage.Frame(FrameKind.Ready));
        stage.Assign(1);
        stage.Assign(2);
        stage.Log.Written = () => stage.Session.OnLinkEnd("it broke off", violated: true);
        stage.Session
            .OnFrames(SessionStage.Frames((FrameKind.Result, 1, s_result), (FrameKind.Log, 2, s_line), (FrameKind.Result, 2, s_result)));

        var outcome = stage.Told.OfType<WorkerReport>().ShouldHaveSingleItem().Outcomes.ToArray().ShouldHaveSingleItem();
        (outcome.Kind, outcome.Job, outcome.DispatchNumber).ShouldBe((OutcomeKind.Succeeded, 1UL, 1L));
        outcome.Bytes.ToArray().ShouldBe(s_result[sizeof(uint)..], "its frames were given back meanwhile");
        stage.Told[^2].ShouldBeOfType<WorkerEnded>().JobsReceived.ShouldBe(2);
        stage.Told[^1].ShouldBeOfType<WorkerClosed>();
    }

    [Fact]
    public void The_worker_is_not_taken_for_one_that_does_not_answer()
    {
        var starting = new TaskCompletionSource<WorkerProcess>();
        using var stage = new SessionStage(new ProcessPoolOptions(), starting.Task);
        using var page = FlightRecord.Open(stage.PagePath);
        stage.Session.OnLink(stage.Link);
        stage.Session.OnFrames(SessionStage.Frame(FrameKind.Ready));
        stage.Assign(1);
        stage.Log.Written = () => Live(stage, page);
        stage.Session.OnFrames(SessionStage.Frames((FrameKind.Log, 1, s_line), (FrameKind.Result, 1, s_result)));
        stage.Told.OfType<WorkerReport>().ShouldHaveSingleItem();

        stage.Assign(2);
        Live(stage, page);
        stage.Told.ShouldNotContain(told => told is WorkerEnded);
        stage.Session.OnExit(new ProcessExit(137));
        stage.Session.OnLinkEnd("it ended", violated: false);
        stage.Told.OfType<WorkerEnded>().Single().KillReason.ShouldNotBeNull().ShouldContain("no longer answers");
        starting.SetException(new ProcessStartException("There is no room for a process.", mayPass: true, new IOException()));
    }

    /// <summary>The worker lives on and says nothing, for longer than it is given.</summary>
    private static void Live(SessionStage stage, FlightRecord page)
    {
        for (var look = 0; look < AnswerWatch.BrokenAfter + 3; look++)
        {
            page.Heartbeat++;
            stage.Clock.Advance(SessionHealth.Period);
        }
    }
}
