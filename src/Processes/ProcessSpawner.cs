using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.CompilerServices;
using Troupe.Platform.Timing;

namespace Troupe.Processes;

/// <summary>Starts all worker processes of this process, from one thread that never ends.</summary>
/// <remarks>
/// On Linux a worker asks to be killed when its parent dies, but the kernel takes the parent to be the thread that
/// started it: were that a pool thread, the worker would die whenever the pool shrinks.
/// </remarks>
internal static class ProcessSpawner
{
    private static readonly BlockingCollection<Request> s_requests = new(new ConcurrentQueue<Request>());
    private static readonly Lock s_gate = new();
    private static Thread? s_thread;

    /// <summary>Queues a start; each takes about 2 ms. May be called from any thread.</summary>
    /// <param name="info">What to start.</param>
    /// <param name="cancellation">Cancels a start that has not happened; a child already started is killed.</param>
    /// <exception cref="ArgumentException">A part of <paramref name="info"/> is missing or does not fit.</exception>
    /// <exception cref="ProcessStartException">By the task: the system refused.</exception>
    internal static Task<WorkerProcess> StartAsync(WorkerStartInfo info, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(info);
        info.Validate();
        return StartAsync(() => info, cancellation);
    }

    /// <summary>Queues a start that is put together on the spawner's thread, which the caller does not wait for.</summary>
    /// <param name="describe">What to start; what it throws is the task's error.</param>
    /// <param name="cancellation">Cancels a start that has not happened; a child already started is killed.</param>
    /// <exception cref="ArgumentException">By the task: a part of the description is missing or does not fit.</exception>
    /// <exception cref="ProcessStartException">By the task: the system refused.</exception>
    internal static Task<WorkerProcess> StartAsync(Func<WorkerStartInfo> describe, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<WorkerProcess>(cancellation);

        try
        {
            EnsureThread();
        }
        catch (OutOfMemoryException error)
        {
            return Task.FromException<WorkerProcess>(new ProcessStartException(
                $"No worker can be started: the system has no memory for the thread that starts them. {error.Message}", mayPass: true,
                    error));
        }

        var request = new Request(describe, cancellation);
        s_requests.Add(request, CancellationToken.None);
        return request.Started.Task;
    }

    /// <summary>
    /// Lets the thread start and load what the first start of a process needs, while the caller prepares the rest: that
    /// takes as long as a bare process does to start. Called again, it does nothing.
    /// </summary>
    internal static void WarmUp() => EnsureThread();

    private static void EnsureThread()
    {
        lock (s_gate)
        {
            if (s_thread is null)
            {
                var thread = new Thread(Run) { IsBackground = true, Name = "Troupe process spawner" };

                // Without the first caller's execution context: the thread outlives it.
                thread.UnsafeStart();
                s_thread = thread;
            }
        }
    }

    private static void Run()
    {
        // Before .NET looks at the signal for the first time, as far as it is up to this library.
        ChildEnds.Remember();
        LoadWhatStartsNeed();
        while (true)
        {
            try
            {
                Serve(s_requests.Take());
            }
            catch (Exception)
            {
                // Every failure of a start was handed to its caller in Serve. Whatever else comes (out of memory while
                // completing a task) must not end the thread: all workers would die with it.
            }
        }
    }

    private static void LoadWhatStartsNeed()
    {
        try
        {
            new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None).Dispose();
            RuntimeHelpers.RunClassConstructor(typeof(Process).TypeHandle);
            _ = WorkerProcess.Describe(WorkerProgram.For(null, "/"));
        }
        catch (Exception)
        {
            // Only time is lost: the start that needs it will say what is wrong.
        }
    }

    private static void Serve(Request request)
    {
        if (request.Cancellation.IsCancellationRequested)
        {
            request.Started.TrySetCanceled(request.Cancellation);
            return;
        }

        WorkerStartInfo info;
        try
        {
            info = request.Describe();
            info.Validate();
        }
        catch (Exception error)
        {
            request.Started.TrySetException(error);
            return;
        }

        try
        {
            var worker = WorkerProcess.Start(info);
            if (request.Cancellation.IsCancellationRequested)
            {
                worker.Kill();
                _ = worker.DisposeAsync().AsTask();
                request.Started.TrySetCanceled(request.Cancellation);
                return;
            }

            request.Started.TrySetResult(worker);
        }
        catch (Exception error)
        {
            request.Started.TrySetException(
                error as ProcessStartException ?? ProcessStartException.From(info, error));
        }
    }

    private sealed record Request(Func<WorkerStartInfo> Describe, CancellationToken Cancellation)
    {
        internal TaskCompletionSource<WorkerProcess> Started { get; } = ControlTasks.NewSource<WorkerProcess>();
    }
}
