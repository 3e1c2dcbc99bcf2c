using System.Diagnostics;
using Troupe.Messages.Frames;

namespace Troupe.WorkerNode;

/// <summary>The follower's part.</summary>
internal sealed partial class JobRunner
{
    /// <summary>Sleeps while nothing runs, and looks after the leader while something does.</summary>
    private void Follow()
    {
        _follow.Wait();
        var (seen, unchanged) = (-1L, 0);
        while (true)
        {
            lock (_gate)
            {
                if (_running is not null && (_begun == seen || _leadWanted))
                {
                    TakeLead();
                    return;
                }
                unchanged = _begun == seen ? unchanged + 1 : 0;
                seen = _begun;
                if (unchanged > ChecksUntilSleep)
                {
                    _follow.Reset();
                    _followerAwake = false;
                    return;
                }
            }
            _hurry.Wait(1);
        }
    }

    /// <summary>The running job is about to wait for what only a reader can bring: the follower need not check twice.</summary>
    private void TakeLeadNow()
    {
        if (_leader is null)
        {
            throw new InvalidOperationException("An initializer, or the factory of a hosted object, cannot wait for shared objects: the "
                + "worker takes answers only once it is ready. Keep the handle and use it later.");
        }

        lock (_gate)
            _leadWanted = _running is not null && _leader == _runner;
        if (_leadWanted)
            _hurry.Set();
    }

    /// <summary>The running job lasts: gives back what is left of its batch, and everything ready goes out.</summary>
    private void TakeLead()
    {
        Debug.Assert(_running is not null, "the lead is only taken from a thread that runs a job");
        _leader = Thread.CurrentThread;
        _leadWanted = false;
        _hurry.Reset();
        _outbox.Append(FrameKind.Returned, 0, [], []);
        while (_batch is not null && _batch.TryNext(out var header, out var payload))
            Handle(header, payload);
        _batch = null;
        _outbox.Flush();
    }
}
