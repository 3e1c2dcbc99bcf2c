namespace Troupe.Actors;

/// <summary>Restarts or stops all children when one fails; they share one restart history. Resume concerns the failed child alone.</summary>
/// <param name="decider">What to do about an exception. When it throws, the supervisor itself fails with what it threw.</param>
/// <param name="budget">How often and how soon the group may be restarted.</param>
public sealed class AllForOneStrategy(Func<Exception, Directive> decider, RestartBudget budget) : SupervisorStrategy(decider, budget)
{
    internal override bool AppliesToAll => true;
}
