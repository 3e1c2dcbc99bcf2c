namespace Troupe.Platform.Timing;

/// <summary>
/// How Troupe's own steps wait for each other without the thread pool: their sources let continuations run where they are completed,
/// and each continuation is only a hand-over, to a control thread or to the application's task.
/// </summary>
/// <remarks>
/// The rule for a source made here: it is awaited <see cref="OnControlThread"/>, given out <see cref="ForCaller(Task)"/>, or waited for by
/// a thread that blocks; anything else would run on the thread that completes it, which may be a step of the dispatcher's loop.
/// </remarks>
internal static class ControlTasks
{
    /// <summary>A source for Troupe's own steps.</summary>
    internal static TaskCompletionSource NewSource() => new();

    /// <inheritdoc cref="NewSource()"/>
    internal static TaskCompletionSource<T> NewSource<T>() => new();

    /// <summary>Awaited, it goes on on a control thread when the task was not complete.</summary>
    internal static ControlAwaiter OnControlThread(this Task task) => new(task);

    /// <inheritdoc cref="OnControlThread(Task)"/>
    internal static ControlAwaiter<T> OnControlThread<T>(this Task<T> task) => new(task);

    /// <summary>Begins something on a control thread.</summary>
    /// <param name="begin">Awaits only <see cref="OnControlThread"/>.</param>
    internal static Task Begin(Func<Task> begin)
    {
        var ended = NewSource();
        ControlThreads.Post(() =>
        {
            var task = begin();
            task.WhenCompleted(() => ended.TrySetFromTask(task));
        });
        return ended.Task;
    }

    /// <summary>The application's own continuations do not run on Troupe's threads: they run on the thread pool, as usual.</summary>
    internal static Task ForCaller(this Task task)
    {
        if (task.IsCompleted)
            return task;
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        task.WhenCompleted(() => source.TrySetFromTask(task));
        return source.Task;
    }

    /// <inheritdoc cref="ForCaller(Task)"/>
    internal static Task<T> ForCaller<T>(this Task<T> task)
    {
        if (task.IsCompleted)
            return task;
        var source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        task.WhenCompleted(() => source.TrySetFromTask(task));
        return source.Task;
    }

    /// <summary>Hands over on the thread that completes the task.</summary>
    /// <remarks>Not by its awaiter: of several of those all but the last go to the thread pool.</remarks>
    internal static void WhenCompleted(this Task task, Action handOver) =>
        task.ContinueWith(
            static (_, state) => ((Action)state!)(),
            handOver,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
