namespace Troupe.Actors;

/// <summary>How an actor treats its children's failures. Immutable and safe to share between actors.</summary>
public abstract class SupervisorStrategy
{
    private readonly Func<Exception, Directive> _decider;

    private protected SupervisorStrategy(Func<Exception, Directive> decider, RestartBudget budget)
    {
        ArgumentNullException.ThrowIfNull(decider);
        ArgumentNullException.ThrowIfNull(budget);
        _decider = decider;
        Budget = budget;
    }

    /// <summary>One for one; every failure restarts, within <see cref="RestartBudget.Default"/>.</summary>
    public static SupervisorStrategy Default { get; } = new OneForOneStrategy(static _ => Directive.Restart, RestartBudget.Default);

    /// <summary>How often and how soon <see cref="Directive.Restart"/> may happen.</summary>
    public RestartBudget Budget { get; }

    internal abstract bool AppliesToAll { get; }

    /// <summary>What to do about a failure.</summary>
    /// <param name="cause">What the child threw.</param>
    public Directive Decide(Exception cause) => _decider(cause);
}
