using System.Runtime.CompilerServices;

namespace Troupe.Messages.Functions;

/// <summary>
/// The thread that functions run on, as each of them is to find it: what one sets on its thread is not the next one's. That is the
/// synchronization context, the execution context with all that flows with it (async locals, cultures, the current activity), the
/// thread's name, its priority, and whether it keeps the process. References are compared and only what differs is set, since this is
/// done for every job. Statics, thread statics among them, are the process's and stay.
/// </summary>
internal sealed class CleanThread
{
    [ThreadStatic]
    private static CleanThread? s_current;

    private readonly Thread _thread = Thread.CurrentThread;
    private readonly string? _name;
    private readonly ThreadPriority _priority;
    private readonly bool _isBackground;
    private ExecutionContext? _between;
    private ExecutionContext? _item;

    private CleanThread()
    {
        (_name, _priority, _isBackground) = (_thread.Name, _thread.Priority, _thread.IsBackground);
        Untouched = ExecutionContext.Capture();
        _between = _item = Untouched;
    }

    /// <summary>The calling thread, as it was when this was first asked for: before any function ran there.</summary>
    public static CleanThread Current => s_current ??= new CleanThread();

    /// <summary>The execution context of the thread in which nothing is set; null where none flows.</summary>
    public ExecutionContext? Untouched { get; }

    /// <summary>From here on the thread has this execution context between jobs, and each begins with it.</summary>
    /// <param name="context">The context; null for the one in which nothing is set.</param>
    public void Begin(ExecutionContext? context)
    {
        context ??= Untouched;
        if (ReferenceEquals(_between, context))
            return;
        _between = context;
        Restore(context);
    }

    /// <summary>From here on each item of the running job finds what is set now.</summary>
    public void BeginItems() => _item = ExecutionContext.Capture();

    /// <summary>Takes away what an item has left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndItem()
    {
        if (SynchronizationContext.Current is not null
            || !ReferenceEquals(_thread.Name, _name)
            || !ReferenceEquals(ExecutionContext.Capture(), _item))
        {
            Clean(_item);
        }
    }

    /// <summary>Takes away what a job has left.</summary>
    public void End()
    {
        if (_thread.Priority != _priority)
            _thread.Priority = _priority;
        if (_thread.IsBackground != _isBackground)
            _thread.IsBackground = _isBackground;
        Clean(_between);
        _item = _between;
    }

    private void Clean(ExecutionContext? context)
    {
        if (SynchronizationContext.Current is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        if (!ReferenceEquals(_thread.Name, _name))
            _thread.Name = _name;
        Restore(context);
    }

    private static void Restore(ExecutionContext? context)
    {
        // Flow that a function has suppressed and not restored shows as no context at all; this ends it, too.
        if (context is not null)
            ExecutionContext.Restore(context);
    }
}
