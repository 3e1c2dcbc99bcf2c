using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>The one place where jobs get their outcome.</summary>
public sealed class SettlementSpecs
{
    private static readonly string[] s_outcomes = [nameof(Settlement.Succeed), nameof(Settlement.Fail), nameof(Settlement.Cancel)];

    private readonly Effects _effects = new();
    private readonly List<NestedJob> _over = [];
    private readonly Settlement _settlement;

    public SettlementSpecs() => _settlement = new Settlement(_effects, _over.Add);

    public static TheoryData<string> Outcomes => [.. s_outcomes];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void A_job_has_its_first_outcome_and_no_other(string first)
    {
        var job = DispatcherStage.NewCall();
        foreach (var outcome in s_outcomes.Prepend(first))
            Settle(job, outcome);
        _effects.MoveNext().ShouldBeTrue();
        (_effects.Current.Kind.ToString(), _effects.Current.Job).ShouldBe((first, job));
        _effects.MoveNext().ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void A_job_that_a_job_has_submitted_is_told_of_once(string outcome)
    {
        var submission = new Submission(JobOptions.Default, default, 0, 0, [], "Nested", []);
        var job = new NestedJob(new PoolFunction(1, "Nested", []), submission, 3, WorkerId.First, new NotedSession(WorkerId.First, []));
        Settle(job, outcome);
        Settle(job, outcome);
        _over.ShouldBe([job]);
    }

    private void Settle(Job job, string outcome)
    {
        switch (outcome)
        {
            case nameof(Settlement.Succeed): _settlement.Succeed(job); break;
            case nameof(Settlement.Fail): _settlement.Fail(job, new InvalidOperationException("on purpose")); break;
            default: _settlement.Cancel(job); break;
        }
    }
}
