using System.Runtime.CompilerServices;

namespace Troupe.Platform.Timing;

/// <summary>As <see cref="ControlAwaiter"/>, for a task with a result.</summary>
internal readonly struct ControlAwaiter<T>(Task<T> task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public ControlAwaiter<T> GetAwaiter() => this;

    public T GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => new ControlAwaiter(task).UnsafeOnCompleted(continuation);
}
