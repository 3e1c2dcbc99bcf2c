using System.Collections.Concurrent;

namespace Troupe.Actors.Tests;

public class DispatchSpecs : KernelSpecs
{
    private static readonly AsyncLocal<string?> s_ambient = new();

    [Fact]
    public void An_idle_inline_actor_runs_on_the_thread_that_posts_to_it()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props().WithInlineDispatch());
        int thread = 0;
        actor.Do(_ => thread = Environment.CurrentManagedThreadId);
        thread.ShouldBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task Nested_inline_turns_move_to_the_thread_pool_when_they_are_too_deep()
    {
        ActorRef[] chain = [.. Enumerable.Range(0, 8).Select(_ => System.Spawn(ScriptedActor.Props().WithInlineDispatch()))];
        var threads = new ConcurrentDictionary<int, int>();
        var done = new TaskCompletionSource();
        int poster = OnItsOwnThread(() => Step(0));
        await done.Task.WaitAsync(TestExtensions.Hang);
        for (int i = 0; i < 5; i++)
            threads[i].ShouldBe(poster);
        threads[5].ShouldNotBe(poster);

        void Step(int i) => chain[i].Do(_ =>
        {
            threads[i] = Environment.CurrentManagedThreadId;
            if (i == chain.Length - 1)
                done.SetResult();
            else
                Step(i + 1);
        });
    }

    [Fact]
    public async Task An_inline_turn_hands_over_to_the_thread_pool_when_its_budget_is_used()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props().WithInlineDispatch());
        var done = new TaskCompletionSource();
        var threads = new List<int>();
        int poster = OnItsOwnThread(() => actor.Do(Again));
        await done.Task.WaitAsync(TestExtensions.Hang);
        threads.Count(thread => thread == poster).ShouldBe(256);

        void Again(ScriptedActor self)
        {
            threads.Add(Environment.CurrentManagedThreadId);
            if (threads.Count == 2000)
                done.SetResult();
            else
                self.Ctx.Self.Do(Again);
        }
    }

    [Fact]
    public async Task An_exception_never_reaches_the_poster()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props().WithInlineDispatch());
        actor.Crash();
        (await NextFailure()).Exception.Message.ShouldBe("boom");
    }

    [Fact]
    public async Task The_posters_context_does_not_leak_into_a_thread_pool_actor()
    {
        s_ambient.Value = "poster";
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        (await actor.Get(_ => s_ambient.Value)).ShouldBeNull();
    }

    [Fact]
    public void The_posters_synchronization_context_is_hidden_from_an_inline_actor_and_restored()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        var context = new SynchronizationContext();
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            SynchronizationContext? seen = context;
            System.Spawn(ScriptedActor.Props().WithInlineDispatch()).Do(_ => seen = SynchronizationContext.Current);
            seen.ShouldBeNull();
            SynchronizationContext.Current.ShouldBe(context);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Many_posters_lose_nothing_and_never_run_an_actor_twice_at_once(bool inline, bool awaits)
    {
        const int Posters = 4;
        const int Each = 100_000;
        var counter = new OrderActor(Posters, Posters * Each, awaits);
        Props props = Props.Create(() => counter);
        ActorRef actor = System.Spawn(inline ? props.WithInlineDispatch() : props);
        Thread[] threads = [.. Enumerable.Range(0, Posters).Select(poster => new Thread(() =>
        {
            for (int i = 0; i < Each; i++)
                actor.Tell(((long)poster << 32) | (uint)i);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        await counter.Done.WaitAsync(TimeSpan.FromMinutes(1));
        counter.Overlaps.ShouldBe(0);
        counter.OutOfOrder.ShouldBe(0);
    }

    [Fact]
    public void Telling_without_a_sender_allocates_nothing_beyond_the_queue()
    {
        ActorRef actor = System.Spawn(Props.Create<IdleActor>().WithInlineDispatch());
        object message = new();
        Tell(20_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tell(100_000);
        // One segment more or less of the queue itself, spread over all messages.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100_000.0).ShouldBeLessThan(0.5);

        void Tell(int times)
        {
            for (int i = 0; i < times; i++)
                actor.Tell(message);
        }
    }

    // A pool thread that posts may be the very one that later takes the turn over; a thread of its own cannot.
    private static int OnItsOwnThread(Action post)
    {
        var thread = new Thread(() => post());
        thread.Start();
        thread.Join();
        return thread.ManagedThreadId;
    }

    private sealed class IdleActor : Actor
    {
        protected override ValueTask ReceiveAsync(object message) => default;
    }

    private sealed class OrderActor(int posters, int total, bool awaits) : Actor
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int[] _next = new int[posters];
        private int _seen;
        private int _inside;

        public Task Done => _done.Task;

        public int Overlaps { get; private set; }

        public int OutOfOrder { get; private set; }

        protected override async ValueTask ReceiveAsync(object message)
        {
            if (Interlocked.Increment(ref _inside) != 1)
                Overlaps++;
            long value = (long)message;
            if (_next[value >> 32]++ != (int)value)
                OutOfOrder++;
            if (awaits && _seen % 100 == 0)
                await Task.Yield();
            Interlocked.Decrement(ref _inside);
            if (++_seen == total)
                _done.SetResult();
        }
    }
}
