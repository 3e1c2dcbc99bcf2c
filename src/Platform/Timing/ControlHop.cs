using System.Runtime.CompilerServices;

namespace Troupe.Platform.Timing;

/// <summary>Awaited, it goes on on one of <see cref="ControlThreads"/>: for what may take longer than its caller wants to wait.</summary>
internal readonly struct ControlHop : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public ControlHop GetAwaiter() => this;

    public void GetResult()
    {
        // It only moves to another thread.
    }

    public void OnCompleted(Action continuation) => ControlThreads.Post(continuation);

    public void UnsafeOnCompleted(Action continuation) => ControlThreads.Post(continuation);
}
