using Troupe.Coordination;

namespace Troupe.Tests.Coordination;

/// <summary>When the actor that stands for a worker loses patience with it.</summary>
public sealed class WorkerProxySpecs
{
    private const byte FireOrEnd = 0;
    private const byte End = 1;

    private static readonly TimeSpan s_answerTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_worker_whose_link_broke_the_protocol_is_killed_before_any_time_has_passed()
    {
        await using var stage = new ProxyStage(new ProcessPoolOptions());
        stage.Proxy.Tell(new LinkDown("a frame header that no honest peer sends came in", Violated: true));
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_worker_whose_link_has_ended_has_a_moment_to_end_itself()
    {
        await using var stage = new ProxyStage(new ProcessPoolOptions());
        stage.Proxy.Tell(new LinkDown("the other side ended the link", Violated: false));
        stage.Clock.Advance(s_answerTime - s_tick);
        stage.Told.OfType<WorkerEnded>().ShouldBeEmpty();
        stage.Told.OfType<WorkerUnreachable>().ShouldHaveSingleItem();
        stage.Clock.Advance(s_tick);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
    }

    // Timers count whole milliseconds, and one may fire that much too early.
    [Fact]
    public async Task A_job_that_was_asked_to_end_has_its_whole_grace_period_though_timers_fire_early()
    {
        var grace = TimeSpan.FromSeconds(2);
        await using var stage = new ProxyStage(new ProcessPoolOptions { GracePeriod = grace });
        var job = ProxyStage.NewCall();
        stage.Proxy.Tell(job);
        stage.Proxy.Tell(new CancelLeased(job));
        stage.Clock.Advance(grace);
        stage.Link.Cancels.ShouldBe([FireOrEnd]);
        stage.Clock.Advance(s_tick);
        stage.Link.Cancels.ShouldBe([FireOrEnd, End]);
    }
}
