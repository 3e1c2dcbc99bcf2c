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

        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => cell.PostDeferred(message));
    }

    private static Exception CauseOf(Task task) =>
        task.Exception is { InnerExceptions: [var single] } ? single : task.Exception ?? (Exception)new TaskCanceledException(task);
}
