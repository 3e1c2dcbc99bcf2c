using Akka.Dispatch;
using Troupe.Platform.Timing;

namespace Troupe.Control;

/// <summary>
/// Runs actors on <see cref="ControlThreads"/>, without the thread pool, which is the application's and may be full. What one of
/// these actors does is short, and one that is held up holds up no other.
/// </summary>
internal sealed class ControlExecutor(string id) : ExecutorService(id)
{
    public override void Execute(IRunnable run) => ControlThreads.Post(run.Run);

    public override void Shutdown()
    {
        // The threads are shared with all else that keeps time, and end by themselves.
    }
}
