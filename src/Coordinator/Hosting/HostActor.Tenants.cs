using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Hosting;

/// <summary>Objects come, are made, are lost and go.</summary>
internal sealed partial class HostActor
{
    private void OnAdd(Tenant tenant)
    {
        if (_ending is not null)
        {
            tenant.TryFailStart(_ending.Reason);
            return;
        }
        _tenants.Add(tenant.Number, tenant);
        if (_slot.State == WorkerState.Ready)
            Make(tenant);
        else if (_slot.State == WorkerState.Down && !_breaker.Open && _breaker.Failures == 0)
            StartIncarnation();
    }

    private void Make(Tenant tenant)
    {
        var making = tenant.NewMaking();
        making.Limit = Context.ScheduleTell(setup.Options.StartTimeout.Bounded(), new TenantOverdue(tenant, making));
        Lease(tenant, making);
    }

    private void OnMake(Tenant tenant)
    {
        if (Has(tenant) && tenant is { Ready: false, Running: null } && _slot.State == WorkerState.Ready)
            Make(tenant);
    }

    /// <summary>The factory has come to its end.</summary>
    private void OnMaking(Tenant tenant, TenantFactoryJob making)
    {
        if (making.Error is not { } error)
        {
            tenant.OnMade();
            return;
        }
        if (tenant.TryFailStart(new PoolStartException($"The {tenant.Name} could not be made in the shared process {setup.SharedProcess}: {error.Message}", error)))
        {
            Remove(tenant);
            return;
        }
        tenant.MakingError ??= error;
        tenant.Breaker = tenant.Breaker.OnFailure();
        if (tenant.Unavailable)
            FailWaiting(tenant, UnavailableError(tenant));
        Context.ScheduleTell(tenant.Breaker.Pause, new MakeTenant(tenant));
    }

    /// <summary>A factory that does not end is left alone, with its thread: to end it would end the other objects.</summary>
    private void OnOverdue(Tenant tenant, TenantFactoryJob making)
    {
        if (!Has(tenant) || tenant.Running != making || making.Settled)
            return;
        var error = new TimeoutException($"The factory of the {tenant.Name} did not end within {setup.Options.StartTimeout}; raise ProcessPoolOptions.StartTimeout if it needs longer.");
        if (!tenant.TryFailStart(new PoolStartException($"The {tenant.Name} could not be made in the shared process {setup.SharedProcess}: {error.Message}", error)))
        {
            FailWaiting(tenant, new PoolUnavailableException(error.Message, error));
            tenant.Ended(error.Message);
        }
        Remove(tenant);
    }

    private void OnRemove(RemoveTenant remove)
    {
        if (_tenants.GetValueOrDefault(remove.Number) is { } tenant)
            Remove(tenant);
        remove.Removed.TrySetResult();
    }

    /// <summary>What waits is cancelled, and what runs is asked to stop; the process goes on.</summary>
    private void Remove(Tenant tenant)
    {
        _tenants.Remove(tenant.Number);
        var running = tenant.Running;
        tenant.Running = null;
        running?.Cancel();
        foreach (var job in tenant.TakeWaiting())
            job.Cancel();
        tenant.AnswerDrainWaiters();
        if (_slot.State == WorkerState.Ready)
            _slot.Proxy!.Tell(new DropTenant(tenant.Number, running));
    }

    private void OnWhenDrained(WhenTenantDrained drained)
    {
        if (_tenants.GetValueOrDefault(drained.Number) is not { } tenant)
        {
            drained.Drained.TrySetResult();
            return;
        }
        tenant.DrainWaiters.Add(drained.Drained);
        tenant.AnswerDrainWaiters();
    }

    /// <summary>The state of all objects is gone. Each one's own policy says whether it starts anew.</summary>
    private void LoseAll(WorkerEnded ended)
    {
        foreach (var tenant in _tenants.Values.ToList())
        {
            // One that came while the process ended has lost nothing: the next one makes it.
            if (!tenant.Made.IsCompleted && tenant.Running is null)
                continue;
            var error = LossOf(tenant, ended, again: null);
            tenant.Ready = false;
            var running = tenant.Running;
            tenant.Running = null;
            if (tenant.TryFailStart(new PoolStartException($"The {tenant.Name} was lost before it was made. {error.Message}", error)))
            {
                Remove(tenant);
                continue;
            }
            var again = tenant.Lost(error);
            var lost = LossOf(tenant, ended, again);
            running?.Fail(JobFault.Of(lost)); // Only one that the process never took: those it had were told by its proxy.
            foreach (var job in tenant.Calls.TakeAll())
                FailOrCancel(job, lost);
            tenant.AnswerDrainWaiters();
            if (!again)
                Remove(tenant);
        }
    }

    private WorkerLostException LossOf(Tenant tenant, WorkerEnded ended, bool? again)
    {
        var next = again switch
        {
            null => "",
            true => " The call had not begun. The object starts anew; call again if the call suits its fresh state.",
            false => " The call had not begun. The object is not started again.",
        };
        return (ended.Loss ?? WorkerLoss.Unknown(ended.Worker)).ToException(
            $"The {tenant.Name} was lost with the process {setup.NameOf(ended.Worker)}, which it shares with others: the process {ended.Exit?.ToString() ?? "was given up"}.{ended.Because}{next}",
            maybeRan: false);
    }

    private static void FailWaiting(Tenant tenant, Exception error)
    {
        foreach (var job in tenant.TakeWaiting())
            FailOrCancel(job, error);
        tenant.AnswerDrainWaiters();
    }

    private static void FailOrCancel(Job job, Exception error)
    {
        if (job.CancelRequested)
            job.Cancel();
        else
            job.Fail(JobFault.Of(error));
    }

    private PoolUnavailableException UnavailableError(Tenant tenant) => tenant.Unavailable
        ? new PoolUnavailableException($"The {tenant.Name} cannot be made again; its factory has failed {tenant.Breaker.Failures} times in a row, and is tried again within {StartBreaker.ProbePause.TotalSeconds:0} s. It first failed with {tenant.MakingError?.GetType().Name}: see the inner exception.", tenant.MakingError)
        : new PoolUnavailableException($"The shared process {setup.SharedProcess} cannot be started; {_breaker.Failures} starts in a row have failed and the next is tried within {StartBreaker.ProbePause.TotalSeconds:0} s. The first failed with {_startError?.GetType().Name}: see the inner exception.", _startError);

    private bool Has(Tenant tenant) => _tenants.GetValueOrDefault(tenant.Number) == tenant;
}
