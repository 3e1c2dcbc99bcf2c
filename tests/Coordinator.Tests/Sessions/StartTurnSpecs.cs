using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

/// <summary>The turn in the line of starts.</summary>
public sealed class StartTurnSpecs
{
    [Fact]
    public void A_turn_that_comes_after_its_worker_was_given_up_is_the_next_ones()
    {
        using var stage = new SessionStage(new ProcessPoolOptions());
        stage.Session.OnLinkEnd("it is not wanted", violated: true);
        stage.Told.OfType<WorkerEnded>().ShouldHaveSingleItem();
        var granted = false;
        stage.Starts.Enter(() => granted = true);
        stage.Starts.Leave();
        granted.ShouldBeTrue();
    }
}
