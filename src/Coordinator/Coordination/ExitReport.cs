using Microsoft.Extensions.Logging;
using Troupe.Dispatching;
using Troupe.Logging;
using Troupe.Platform.Timing;

namespace Troupe.Coordination;

/// <summary>
/// Tells of the jobs that are lost because the program ends before its pool: the program's author may believe that they have run.
/// Counts when the process exits, so jobs pay nothing for it.
/// </summary>
internal sealed class ExitReport : IDisposable
{
    /// <summary>The answer comes at once unless a part of the pool is held up; the exit must not be.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    private readonly DispatchLoop _loop;
    private readonly Action<Unfinished> _tell;

    private ExitReport(DispatchLoop loop, Action<Unfinished> tell)
    {
        (_loop, _tell) = (loop, tell);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Of a pool, or of the process of a hosted object.</summary>
    public static ExitReport OfPool(DispatchLoop loop, ILogger log) =>
        new(loop, left => LossLog.LostAtExit(log, left.Waiting + left.Running, left.Waiting, left.Running));

    /// <summary>Of a child process.</summary>
    public static ExitReport OfChild(DispatchLoop loop, string name, ILogger log) => new(loop, _ => LossLog.ChildLostAtExit(log, name));

    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= OnExit;

    private void OnExit(object? sender, EventArgs exit)
    {
        var counted = ControlTasks.NewSource<Unfinished>();
        _loop.Tell(new CountUnfinished(counted));
        if (counted.Task.Wait(s_longestWait) && counted.Task.Result is { IsNothing: false } left)
            _tell(left);
    }
}
