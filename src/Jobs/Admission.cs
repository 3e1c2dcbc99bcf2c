namespace Troupe.Jobs;

/// <summary>
/// The permits of a bounded queue. A job holds one from its acceptance until a worker has it or it has ended; waiting callers
/// get them in the order of their calls. Safe for any thread.
/// </summary>
internal sealed class Admission(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _taken;

    public int Capacity => capacity;

    /// <summary>Takes a permit if there is one and no one waits for it.</summary>
    public bool TryEnter(Job job)
    {
        lock (_gate)
        {
            if (_taken >= capacity || _waiting.Count > 0)
                return false;
            _taken++;
        }
        Hold(job);
        return true;
    }

    /// <summary>Waits for a permit.</summary>
    public async Task EnterAsync(Job job, CancellationToken cancellation)
    {
        TaskCompletionSource permit;
        lock (_gate)
        {
            if (_taken < capacity && _waiting.Count == 0)
            {
                _taken++;
                Hold(job);
                return;
            }
            permit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(permit);
        }
        await using (cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), permit)
            .ConfigureAwait(false))
        {
            await permit.Task.ConfigureAwait(false);
        }

        Hold(job);
    }

    private void Hold(Job job)
    {
        job.QueuePermit = this;
    }

    /// <summary>Passes a job's permit on; does nothing when it holds none.</summary>
    public void Leave(Job job)
    {
        lock (_gate)
        {
            if (job.QueuePermit is null)
                return;
            job.QueuePermit = null;
            while (_waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                    return;
            }
            _taken--;
        }
    }

    /// <summary>Ends all waits: the pool no longer accepts jobs.</summary>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var next))
                next.TrySetException(reason);
        }
    }
}
