namespace Troupe.Actors.Cells;

/// <summary>A restart whose back-off is running, for one child or for a group.</summary>
internal sealed class PendingRestart(ActorCell supervisor, Exception cause, IReadOnlyList<ChildEntry> children)
{
    private ITimer? _timer;

    public Exception Cause => cause;

    public IReadOnlyList<ChildEntry> Children => children;

    public void StartTimer(TimeSpan delay) =>
        _timer = supervisor.System.CreateTimer(static state => ((PendingRestart)state!).Due(), this, delay, Timeout.InfiniteTimeSpan);

    private void Due()
    {
        _timer?.Dispose();
        supervisor.PostSignal(new CellSignal.RestartDue(this));
    }
}
