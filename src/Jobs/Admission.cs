namespace Troupe.Jobs;

/// <summary>
/// The places of a bounded queue. A job holds one from its acceptance until a worker has it or it has ended; whoever waits
/// for one gets it in order. Safe for any thread.
/// </summary>
internal sealed class Admission(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _taken;

    public int Capacity => capacity;

    /// <summary>Takes a place if there is one and nobody waits for it.</summary>
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

    /// <summary>Waits for a place.</summary>
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

    /// <summary>Gives a job's place to the next one; nothing happens when it holds none.</summary>
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

    /// <summary>Ends the wait of everybody: the pool takes no more jobs.</summary>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var next))
                next.TrySetException(reason);
        }
    }
}
