namespace Troupe.Actors.Tests;

public class RestartBudgetSpecs
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Delays_grow_from_the_first_to_the_maximum()
    {
        var budget = new RestartBudget(int.MaxValue, TimeSpan.FromHours(1), TimeSpan.Zero, s_second, s_second * 10, jitter: 0);
        Delays(budget, 7).ShouldBe([0, 1, 2, 4, 8, 10, 10]);
    }

    [Fact]
    public void An_endless_history_stays_short_and_its_delay_at_the_maximum()
    {
        var budget = new RestartBudget(int.MaxValue, Timeout.InfiniteTimeSpan, TimeSpan.Zero, s_second, TimeSpan.FromDays(1));
        RestartHistory history = default;
        RestartDecision decision = default;
        for (int i = 0; i < 10_000; i++)
            (decision, history) = budget.Decide(history, s_second * i, 0.5);
        decision.ShouldBe(RestartDecision.RestartAfter(TimeSpan.FromDays(1)));
        history.Count.ShouldBeLessThanOrEqualTo(64);
    }

    [Fact]
    public void The_budget_is_per_window_and_the_window_slides()
    {
        var budget = new RestartBudget(2, s_second * 10, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        RestartHistory history = default;
        Decide(0).ShouldBeTrue();
        Decide(6).ShouldBeTrue();
        Decide(9).ShouldBeFalse();
        Decide(10).ShouldBeTrue();
        Decide(15).ShouldBeFalse();
        Decide(16).ShouldBeTrue();

        bool Decide(int second)
        {
            (RestartDecision decision, history) = budget.Decide(history, s_second * second, 0);
            return decision.Restarts;
        }
    }

    [Fact]
    public void Jitter_stays_within_its_share_and_below_the_maximum()
    {
        var budget = new RestartBudget(10, TimeSpan.FromHours(1), TimeSpan.Zero, s_second, s_second * 1.1, jitter: 0.2);
        RestartHistory history = budget.Decide(default, TimeSpan.Zero, 0).History;
        budget.Decide(history, TimeSpan.Zero, 0).Decision.Delay.ShouldBe(s_second * 0.8);
        budget.Decide(history, TimeSpan.Zero, 0.5).Decision.Delay.ShouldBe(s_second);
        budget.Decide(history, TimeSpan.Zero, 0.999).Decision.Delay.ShouldBe(s_second * 1.1);
    }

    [Fact]
    public void A_decision_depends_on_its_input_alone()
    {
        var budget = RestartBudget.Default;
        RestartHistory history = budget.Decide(default, TimeSpan.Zero, 0.3).History;
        RestartDecision first = budget.Decide(history, s_second, 0.7).Decision;
        budget.Decide(history, s_second * 2, 0.1);
        budget.Decide(history, s_second, 0.7).Decision.ShouldBe(first);
        history.Count.ShouldBe(1);
    }

    [Fact]
    public void Without_restarts_it_gives_up_at_once() =>
        new RestartBudget(0, s_second, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero).Decide(default, TimeSpan.Zero, 0).Decision.ShouldBe(RestartDecision.GiveUp);

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new RestartBudget(-1, s_second, s_second, s_second, s_second));
        Should.Throw<ArgumentOutOfRangeException>(() => new RestartBudget(1, TimeSpan.Zero, s_second, s_second, s_second));
        Should.Throw<ArgumentOutOfRangeException>(() => new RestartBudget(1, s_second, s_second, s_second * 2, s_second));
        Should.Throw<ArgumentOutOfRangeException>(() => new RestartBudget(1, s_second, s_second, s_second, s_second, factor: 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => new RestartBudget(1, s_second, s_second, s_second, s_second, jitter: double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => RestartBudget.Default.Decide(default, s_second, 1));
    }

    private static double[] Delays(RestartBudget budget, int restarts)
    {
        RestartHistory history = default;
        var delays = new double[restarts];
        for (int i = 0; i < restarts; i++)
        {
            (RestartDecision decision, history) = budget.Decide(history, s_second * i, 0.5);
            delays[i] = decision.Delay.TotalSeconds;
        }

        return delays;
    }
}
