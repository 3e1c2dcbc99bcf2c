using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Messages.Functions;
using Troupe.Timing;

namespace Troupe.Hosting;

/// <summary>One object's part of a shared process, and the way there for its calls. Safe for any thread.</summary>
internal sealed class SharedPlace : IHostedPlace, IPoolBackend
{
    private readonly Lock _gate = new();
    private readonly SharedHosts _hosts;
    private readonly SharedHost _host;
    private readonly int _number;
    private volatile Exception? _closed;
    private Task? _ended;
    private Task? _left;

    private SharedPlace(SharedHosts hosts, SharedHost host) => (_hosts, _host, _number) = (hosts, host, host.NewNumber());

    public IPoolBackend Calls => this;

    public int Pid => _host.Backend.ReadyPid;

    public int Workers => 1;

    public ProcessPoolOptions Options => _host.Backend.Options;

    public JobOptions DefaultJobOptions => _host.Backend.DefaultJobOptions;

    public FunctionRegistry Functions => _host.Backend.Functions;

    public Admission? Admission => null;

    public Exception? Closed => _closed ?? _host.Backend.Closed;

    public static async Task<SharedPlace> StartAsync(HostedSubject subject, HostedOptions options, LocalBackend pool, CancellationToken cancellationToken)
    {
        // What cannot travel throws before anything is started.
        var (factory, arguments) = LocalBackend.Encode(subject.Factory!, FunctionRole.MakesSubject);
        var caller = CallerCapture.Bytes(pool.Options.FlowCulture);
        var host = await pool.SharedHosts.EnterAsync(options.SharedProcess!, options, pool.Options, cancellationToken).OnControlThread();
        var place = new SharedPlace(pool.SharedHosts, host);
        var tenant = new Tenant(place._number, subject.Name, host.Backend.Functions.Define(factory, subject.Name), [.. arguments, .. caller])
        {
            TakesCaller = caller.Length > 0,
            Lost = error => place.OnLost(subject, error),
            Ended = reason => place.GiveUp(new WorkerLostException(reason), subject),
        };
        host.Backend.Tell(new AddTenant(tenant));
        try
        {
            await tenant.Made.WaitAsync(cancellationToken).OnControlThread();
            return place;
        }
        catch
        {
            await place.KillAsync().OnControlThread();
            throw;
        }
    }

    public void Submit(Job job)
    {
        job.Tenant = _number;
        _host.Backend.Submit(job);
    }

    public void Cancel(Job job) => _host.Backend.Cancel(job);

    public void CallbackFailed(Exception error) => _host.Backend.CallbackFailed(error);

    public Task EndAsync()
    {
        Close(HostedSubject.Disposed);
        lock (_gate)
            return _ended ??= ControlTasks.Begin(EndOnceAsync);
    }

    public Task KillAsync() => LeaveAsync("The hosted object was ended and takes no more calls.", kill: true);

    private async Task EndOnceAsync()
    {
        if (Volatile.Read(ref _left) is { } left)
        {
            await left.OnControlThread();
            return;
        }
        var drained = ControlTasks.NewSource();
        _host.Backend.Tell(new WhenTenantDrained(_number, drained));
        var kill = false;
        try
        {
            await drained.Task.WaitAsync(Options.DrainTimeout.Bounded(), ControlClock.Instance).OnControlThread();
        }
        catch (TimeoutException)
        {
            kill = true; // What is left is cancelled, as documented.
        }
        await LeaveAsync(HostedSubject.Disposed, kill).OnControlThread();
    }

    private Task LeaveAsync(string reason, bool kill)
    {
        Close(reason);
        lock (_gate)
            return _left ??= LeaveOnceAsync(kill);
    }

    private async Task LeaveOnceAsync(bool kill)
    {
        var removed = ControlTasks.NewSource();
        _host.Backend.Tell(new RemoveTenant(_number, removed));
        await removed.Task.OnControlThread();
        await _hosts.LeaveAsync(_host, kill).OnControlThread();
    }

    /// <summary>On a turn of the host's: decides at once.</summary>
    private bool OnLost(HostedSubject subject, WorkerLostException error)
    {
        var again = subject.Lost(error);
        if (!again)
            Leave($"{error.Message} It was lost more often than HostedOptions.MaxRestarts allows, and is not started again.");
        return again;
    }

    private void GiveUp(WorkerLostException error, HostedSubject subject)
    {
        subject.GivenUp?.Invoke(error);
        Leave($"{error.Message} It is not started again.");
    }

    private void Leave(string reason)
    {
        Close(reason);
        _ = ControlTasks.Begin(() => LeaveAsync(reason, kill: true));
    }

    private void Close(string reason) => _closed ??= new PoolClosedException(reason);
}
