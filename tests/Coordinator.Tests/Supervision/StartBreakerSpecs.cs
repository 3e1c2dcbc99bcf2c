using Troupe.Supervision;

namespace Troupe.Tests.Supervision;

public sealed class StartBreakerSpecs
{
    [Fact]
    public void Failed_starts_are_followed_by_growing_pauses_until_the_fifth_opens_the_circuit()
    {
        var breaker = StartBreaker.Closed;
        var pauses = new List<double>();
        for (var failure = 0; failure < 4; failure++)
        {
            breaker = breaker.OnFailure();
            breaker.Open.ShouldBeFalse();
            pauses.Add(breaker.Pause.TotalMilliseconds);
        }
        pauses.ShouldBe([100, 200, 400, 800]);
        breaker.OnFailure().Open.ShouldBeTrue();
    }

    [Fact]
    public void An_open_circuit_lets_one_start_through_each_thirty_seconds_for_as_long_as_they_fail()
    {
        var breaker = new StartBreaker(StartBreaker.Limit);
        for (var failure = 0; failure < 100; failure++)
        {
            breaker.Open.ShouldBeTrue();
            breaker.Pause.ShouldBe(TimeSpan.FromSeconds(30));
            breaker = breaker.OnFailure();
        }
    }

    [Fact]
    public void A_worker_that_gets_ready_closes_it_and_the_next_failure_is_the_first()
    {
        (StartBreaker.Closed.Open, StartBreaker.Closed.Pause).ShouldBe((false, TimeSpan.Zero));
        StartBreaker.Closed.OnFailure().Failures.ShouldBe(1);
    }
}
