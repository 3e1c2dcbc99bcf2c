using System.Runtime.CompilerServices;
using Troupe.Platform.Timing;

namespace Troupe.Tests.Timing;

public sealed class PoolWorkSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // The watch of the last request is armed for some 20 ms more, and the queue of the thread pool keeps what it has handed out for a
    // while.
    [Fact]
    public void Work_that_has_ended_keeps_nothing_alive()
    {
        var works = Enumerable.Range(0, 20).Select(_ => RunAndEnd()).ToArray();
        GC.Collect();
        // Each thread of the pool may have the one in its hands that it has run last.
        works.Count(work => work.IsAlive).ShouldBeLessThan(10);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunAndEnd()
    {
        var kept = new object();
        using var ran = new ManualResetEventSlim();
        var work = new PoolWork(() =>
        {
            GC.KeepAlive(kept);
            ran.Set();
        });
        work.Request();
        ran.Wait(s_patience).ShouldBeTrue();
        work.End();
        return new WeakReference(kept);
    }
}
