namespace Troupe.Actors;

/// <summary>Applies its directive to the failed child alone; each child has a restart history of its own.</summary>
/// <param name="decider">What to do about an exception. When it throws, the supervisor itself fails with what it threw.</param>
/// <param name="budget">How often and how soon a child may be restarted.</param>
public sealed class OneForOneStrategy(Func<Exception, Directive> decider, RestartBudget budget) : SupervisorStrategy(decider, budget)
{
    internal override bool AppliesToAll => false;
}
