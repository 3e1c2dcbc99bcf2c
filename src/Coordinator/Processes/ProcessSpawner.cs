using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

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
    /// <param name="cancellation">Gives up a start that has not happened; a child already started is killed.</param>
    /// <exception cref="ArgumentException">A part of <paramref name="info"/> is missing or does not fit.</exception>
    /// <exception cref="ProcessStartException">By the task: the system refused.</exception>
    internal static Task<WorkerProcess> StartAsync(WorkerStartInfo info, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(info);
        info.Validate();
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<WorkerProcess>(cancellation);
        }

        try
        {
            EnsureThread();
        }
        catch (OutOfMemoryException error)
        {
            return Task.FromException<WorkerProcess>(ProcessStartException.From(info, error));
        }

        var request = new Request(info, cancellation);
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
            _ = HMACSHA256.HashData([], []);
        }
        catch (Exception error) when (error is IOException or CryptographicException or TypeInitializationException)
        {
            // Only time is lost: the start that needs it will say what is wrong.
        }
    }

    private static void Serve(Request request)
    {
        var (info, cancellation) = (request.Info, request.Cancellation);
        try
        {
            if (cancellation.IsCancellationRequested)
            {
                request.Started.TrySetCanceled(cancellation);
                return;
            }

            var worker = WorkerProcess.Start(info);
            if (cancellation.IsCancellationRequested)
            {
                worker.Kill();
                _ = worker.DisposeAsync().AsTask();
                request.Started.TrySetCanceled(cancellation);
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

    private sealed record Request(WorkerStartInfo Info, CancellationToken Cancellation)
    {
        internal TaskCompletionSource<WorkerProcess> Started { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
