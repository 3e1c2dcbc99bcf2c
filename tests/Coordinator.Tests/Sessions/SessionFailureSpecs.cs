using Troupe.Messages.Frames;
using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

/// <summary>A session in which something fails that must not.</summary>
public sealed class SessionFailureSpecs
{
    private static readonly byte[] s_result = [1, 0, 0, 0, 42, 0, 0, 0];

    [Fact]
    public void Its_end_is_told_though_something_fails_in_it()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnFrames(SessionStage.Frame(FrameKind.Ready));
        stage.Assign();
        stage.Link.CloseError = new IOException("on purpose");
        stage.Session.OnLinkEnd("it broke off", violated: true);
        stage.Link.CloseError = null;
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem().JobsReceived.ShouldBe(1);
        stage.Told[^1].ShouldBeOfType<WorkerClosed>();
    }

    [Fact]
    public void What_it_is_told_after_its_end_changes_nothing()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnFrames(SessionStage.Frame(FrameKind.Ready));
        stage.Session.OnLinkEnd("it broke off", violated: true);
        var told = stage.Told.Count;
        stage.Assign();
        stage.Session.Cancel(1);
        stage.Session.Answer(new NestedAnswer(1, FrameKind.NestedResult, [], Last: true));
        stage.Session.ShutDown();
        stage.Session.Kill("it is not needed", planned: true);
        stage.Session.Terminate();
        stage.Session.OnFrames(SessionStage.Frames((FrameKind.Result, 1, s_result)));
        stage.Session.OnLinkEnd("it ended again", violated: true);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        stage.Told.Count.ShouldBe(told);
        stage.Clock.ActiveTimers.ShouldBe(0);
    }
}
