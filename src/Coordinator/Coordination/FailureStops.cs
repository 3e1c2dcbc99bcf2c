using Troupe.Actors;

namespace Troupe.Coordination;

/// <summary>
/// An actor of the pool that throws has a bug, and its state cannot be trusted: it is stopped, and what it owned is given
/// an outcome as it stops. A restart would forget jobs.
/// </summary>
internal static class FailureStops
{
    public static readonly SupervisorStrategy Strategy = new OneForOneStrategy(static _ => Directive.Stop, RestartBudget.Default);
}
