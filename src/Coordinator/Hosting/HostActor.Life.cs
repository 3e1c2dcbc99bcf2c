using Troupe.Actors;
using Troupe.Coordination;
using Troupe.Jobs;

namespace Troupe.Hosting;

/// <summary>The process: its start, its end, and the next one.</summary>
internal sealed partial class HostActor
{
    private void StartIncarnation()
    {
        var id = new WorkerId(_slot.Number, _slot.Generation + 1);
        var proxy = Context.Spawn(Props.Create(() => setup.NewProxy(setup, id)).WithInlineDispatch(), $"worker-{id.Slot}-{id.Generation}");
        Context.Watch(proxy);
        _slot.Start(proxy, id.Generation);
        view.Publish([_slot]);
    }

    private void OnReady(WorkerReady ready)
    {
        if (ready.Worker != _slot.Id)
            return;
        Log.WorkerReady(setup.Log, setup.NameOf(ready.Worker), ready.Pid);
        _slot.OnReady(ready.Pid);
        _slot.Memory = ready.Memory;
        (_breaker, _startError) = (StartBreaker.Closed, null);
        _startWaiter?.TrySetResult();
        if (_ending is not null)
        {
            _slot.Proxy!.Tell(new ShutDownWorker());
            return;
        }
        foreach (var tenant in _tenants.Values)
            Make(tenant);
    }

    private void OnEnded(WorkerEnded ended)
    {
        if (ended.Worker != _slot.Id || _slot.State == WorkerState.Down)
            return;
        _slot.OnEnded();
        if (_ending is not null)
        {
            _ending.Ended.TrySetResult();
            return;
        }
        if (ended.StartError is { } error)
        {
            OnStartFailed(error);
            return;
        }
        LoseAll(ended);
        if (_tenants.Count > 0)
            StartIncarnation();
    }

    private void OnStartFailed(Exception error)
    {
        _startError ??= error;
        _breaker = _breaker.OnFailure();
        _startWaiter?.TrySetException(new PoolStartException($"The shared process {setup.SharedProcess} could not be started: {_startError.Message}", _startError));
        if (_breaker.Open)
        {
            Log.Unavailable(setup.Log, _breaker.Failures, _breaker.Pause, _startError);
            foreach (var tenant in _tenants.Values)
                FailWaiting(tenant, UnavailableError(tenant));
        }
        Context.ScheduleTell(_breaker.Pause, new StartSlot(_slot.Number));
    }

    private void OnStartSlot()
    {
        if (_slot.State == WorkerState.Down && _ending is null)
            StartIncarnation();
    }

    /// <summary>A proxy that stopped without a word has failed.</summary>
    private void OnProxyTerminated() => OnEnded(new WorkerEnded(_slot.Id, [], null, default,
        _slot.WasReady ? null : new PoolStartException("The actor that stands for a process failed while the process started.")));

    private void OnWhenStarted(TaskCompletionSource started)
    {
        _startWaiter = started;
        if (_slot.State == WorkerState.Ready)
            started.TrySetResult();
        else if (_startError is { } error)
            started.TrySetException(new PoolStartException($"The shared process {setup.SharedProcess} could not be started: {error.Message}", error));
    }

    private void OnEndPool(EndPool end)
    {
        if (_ending is not null)
        {
            _ = _ending.Ended.Task.ContinueWith(_ => end.Ended.TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (end.Kill)
                _slot.Proxy?.Tell(new KillWorker("the pool ends"));
            return;
        }
        _ending = end;
        _startWaiter?.TrySetException(end.Reason);
        foreach (var tenant in _tenants.Values.ToList())
        {
            tenant.TryFailStart(end.Reason);
            Remove(tenant);
        }
        if (_slot.State == WorkerState.Down)
            end.Ended.TrySetResult();
        else if (end.Kill || _slot.State == WorkerState.Starting)
            _slot.Proxy!.Tell(new KillWorker("the pool ends"));
        else if (_slot.State == WorkerState.Ready)
            _slot.Proxy!.Tell(new ShutDownWorker());
    }

    /// <summary>Whatever ended this actor, nobody is left waiting for it.</summary>
    protected override ValueTask PostStopAsync()
    {
        var reason = _ending?.Reason ?? new PoolClosedException("What keeps the shared process has failed; see the inner exception and the log. Host the objects anew.", setup.Failure.Error);
        foreach (var tenant in _tenants.Values)
        {
            tenant.TryFailStart(reason);
            tenant.Running?.Fail(JobFault.Of(reason));
            tenant.Running = null;
            FailWaiting(tenant, reason);
        }
        _startWaiter?.TrySetException(reason);
        _ending?.Ended.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
