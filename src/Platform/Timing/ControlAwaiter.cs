using System.Runtime.CompilerServices;

namespace Troupe.Platform.Timing;

/// <summary>Waits for a task and goes on on one of <see cref="ControlThreads"/>, whichever thread completed it.</summary>
internal readonly struct ControlAwaiter(Task task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public ControlAwaiter GetAwaiter() => this;

    public void GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) =>
        task.WhenCompleted(() => ControlThreads.Post(continuation));
}
