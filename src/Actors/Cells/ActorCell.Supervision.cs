namespace Troupe.Actors.Cells;

/// <summary>Failures: the own, handed to the parent, and those of the children, decided here.</summary>
internal sealed partial class ActorCell
{
    private RestartHistory _groupHistory;

    public ActorCell SpawnChild(Props props, string? name)
    {
        ArgumentNullException.ThrowIfNull(props);
        Props effective = props.Effective();
        ActorCell child = Children.Add(Self, name, childName =>
            new ActorCell(System, this, Self.Path.Child(childName, ActorSystem.NextIncarnation()), effective));
        child.PostSignal(CellSignal.Start.Instance);
        return child;
    }

    public void StopActor(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor is LocalActorRef { Cell: var cell } && Children.Find(cell) is { } child)
            StopChild(child);
        else
            actor.SendSystemMessage(SystemMessage.Stop.Instance);
    }

    public void MarkHealthy() => Parent?.PostSignal(new CellSignal.ChildHealthy(this));

    private static void StopChild(ChildEntry child)
    {
        child.IsStopping = true;
        // The timer may serve siblings too; when it is due it leaves this child out.
        child.PendingRestart = null;
        child.Cell.Self.SendSystemMessage(SystemMessage.Stop.Instance);
    }

    private void Fail(Exception exception, object? message)
    {
        if (_state is CellState.Stopping or CellState.Stopped || Parent is null)
        {
            System.PublishFailure(new ActorFailure(Self, exception, message, Directive.Stop));
            if (Parent is null)
                PostSignal(SystemMessage.Stop.Instance);
            return;
        }

        if (message is DeferredMessage)
            message = null;
        _state = CellState.Suspended;
        _failedMessage = message;
        Parent.PostSignal(new CellSignal.ChildFailed(this, exception, message));
    }

    private void HandleSupervision(SystemMessage signal)
    {
        switch (signal)
        {
            case CellSignal.ChildFailed failed:
                OnChildFailed(failed);
                break;
            case CellSignal.ChildHealthy healthy:
                if (Children.Find(healthy.Child) is { } recovered)
                    recovered.History = default;
                _groupHistory = default;
                break;
            case CellSignal.RestartDue due:
                Restart(due.Pending);
                break;
        }
    }

    private void OnChildFailed(CellSignal.ChildFailed failure)
    {
        // A child that is to be stopped or restarted anyway needs no decision.
        if (Children.Find(failure.Child) is not { IsStopping: false, PendingRestart: null } child)
            return;
        Exception cause = failure.Cause;
        SupervisorStrategy strategy = SupervisorStrategy.Default;
        Directive directive;
        try
        {
            strategy = Props.Supervisor ?? _instance?.InvokeSupervisorStrategy() ?? SupervisorStrategy.Default;
            directive = strategy.Decide(cause);
        }
        catch (Exception exception)
        {
            cause = new AggregateException($"The supervisor {Self} failed to decide about the failure of {child.Cell.Self}.", exception, failure.Cause);
            directive = Directive.Escalate;
        }

        // There is nobody above the guardian of the top-level actors.
        if (directive == Directive.Escalate && Parent is null)
            directive = Directive.Stop;
        Apply(directive, strategy, child, failure, cause);
    }

    private void Apply(Directive directive, SupervisorStrategy strategy, ChildEntry child, CellSignal.ChildFailed failure, Exception cause)
    {
        RestartDecision decision = default;
        if (directive == Directive.Restart)
        {
            decision = DecideRestart(strategy, child);
            if (!decision.Restarts)
                directive = Directive.Stop;
        }

        System.PublishFailure(new ActorFailure(child.Cell.Self, failure.Cause, failure.FailedMessage, directive, decision.Delay));
        ChildEntry[] affected = strategy.AppliesToAll
            ? [.. Children.Snapshot().Where(static entry => entry is { IsStopping: false })]
            : [child];
        switch (directive)
        {
            case Directive.Resume:
                child.Cell.PostSignal(CellSignal.Resume.Instance);
                break;
            case Directive.Restart:
                ScheduleRestart(affected, cause, decision.Delay);
                break;
            case Directive.Stop:
                child.Cell._stopReason = $"failed: {cause.GetType().Name}: {cause.Message}";
                foreach (ChildEntry entry in affected)
                    StopChild(entry);
                break;
            default:
                child.IsEscalated = true;
                if (_state == CellState.Running)
                    Fail(cause, null);
                break;
        }
    }

    private RestartDecision DecideRestart(SupervisorStrategy strategy, ChildEntry child)
    {
        RestartHistory history = strategy.AppliesToAll ? _groupHistory : child.History;
        (RestartDecision decision, history) = strategy.Budget.Decide(history, System.MonotonicNow, Random.Shared.NextDouble());
        if (strategy.AppliesToAll)
            _groupHistory = history;
        else
            child.History = history;
        return decision;
    }

    private void ScheduleRestart(ChildEntry[] children, Exception cause, TimeSpan delay)
    {
        var restart = new PendingRestart(this, cause, children);
        foreach (ChildEntry child in children)
        {
            child.PendingRestart = restart;
            child.Cell.PostSignal(CellSignal.Suspend.Instance);
        }

        if (delay == TimeSpan.Zero)
            Restart(restart);
        else
            restart.StartTimer(delay);
    }

    private static void Restart(PendingRestart restart)
    {
        foreach (ChildEntry child in restart.Children.Where(child => child.PendingRestart == restart))
        {
            child.PendingRestart = null;
            child.IsEscalated = false;
            child.Cell.PostSignal(new CellSignal.Restart(restart.Cause));
        }
    }

    private void ResumeEscalatedChildren()
    {
        foreach (ChildEntry child in Children.Snapshot().Where(static child => child.IsEscalated))
        {
            child.IsEscalated = false;
            child.Cell.PostSignal(CellSignal.Resume.Instance);
        }
    }

    // Those that a PreRestartAsync of the actor's own kept alive.
    private void RestartEscalatedChildren(Exception cause)
    {
        foreach (ChildEntry child in Children.Snapshot().Where(static child => child.IsEscalated))
        {
            child.IsEscalated = false;
            child.Cell.PostSignal(new CellSignal.Restart(cause));
        }
    }
}
