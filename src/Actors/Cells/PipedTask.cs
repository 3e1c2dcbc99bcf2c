namespace Troupe.Actors.Cells;

/// <summary>Brings a task's end into an actor's mailbox.</summary>
internal static class PipedTask
{
    public static void Attach<T>(ActorCell cell, Task<T> task, Func<T, object> onResult, Func<Exception, object> onError)
    {
        var message = new DeferredMessage(_ => task.IsCompletedSuccessfully ? onResult(task.Result) : onError(CauseOf(task)));
        if (task.IsCompleted)
        {
            cell.PostDeferred(message);
            return;
        }

        // Where the task is completed, which an awaiter does not promise: of several of those all but the last go to the thread pool.
        task.ContinueWith(_ => cell.PostDeferred(message), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static Exception CauseOf(Task task) =>
        task.Exception is { InnerExceptions: [var single] } ? single : task.Exception ?? (Exception)new TaskCanceledException(task);
}
