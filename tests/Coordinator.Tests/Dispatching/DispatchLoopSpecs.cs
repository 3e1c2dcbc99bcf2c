using System.Collections.Concurrent;
using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Sessions;
using Troupe.Tests.Sessions;

namespace Troupe.Tests.Dispatching;

/// <summary>Where everything that happens to a pool is put in order.</summary>
public sealed class DispatchLoopSpecs : IDisposable
{
    /// <summary>What one thread does at most before another goes on.</summary>
    private const int MostAtOnce = 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly PoolClosedException s_reason = new("It ends.");

    private readonly NotedLog _log = new();
    private readonly PoolSetup _setup;
    private readonly Scripted _script;
    private readonly DispatchLoop _loop;

    public DispatchLoopSpecs()
    {
        _setup = NewSetup();
        Scripted? made = null;
        _loop = new DispatchLoop(_setup, effects => made = new Scripted(effects));
        _script = made!;
    }

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void What_one_thread_tells_is_worked_on_in_order_and_what_follows_from_it_behind_it()
    {
        var steps = new List<object>();
        _script.OnStep = happened =>
        {
            if (happened is 1)
                _script.Effects.Do(() => _loop.Tell(100));
            if (happened is 1)
                _loop.Tell(50);
            _script.Effects.Do(() => steps.Add($"effect of {happened}"));
            steps.Add(happened);
        };
        _loop.Tell(1);
        _loop.Tell(2);
        steps.ShouldBe([1, "effect of 1", 50, "effect of 50", 100, "effect of 100", 2, "effect of 2"]);
    }

    [Fact]
    public async Task However_many_threads_tell_it_one_works_at_a_time_and_each_ones_order_is_kept()
    {
        const int threads = 8;
        const int each = 20_000;
        var (inside, broken, last) = (0, 0, Enumerable.Repeat(-1, threads).ToArray());
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        _script.OnStep = happened =>
        {
            var (thread, number) = ((int, int))happened;
            broken += Interlocked.Increment(ref inside) != 1 || last[thread] + 1 != number ? 1 : 0;
            last[thread] = number;
            _script.Effects.Do(() =>
            {
                Interlocked.Decrement(ref inside);
                if (++count == threads * each)
                    all.TrySetResult();
            });
        };
        var tellers = Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var number = 0; number < each; number++)
                    _loop.Tell((thread, number));
            },
            TaskCreationOptions.LongRunning)).ToList();
        await Task.WhenAll(tellers).WaitAsync(s_patience);
        await all.Task.WaitAsync(s_patience);
        broken.ShouldBe(0);
    }

    [Fact]
    public void A_thread_that_has_emptied_much_leaves_the_rest_to_another()
    {
        var by = new ConcurrentQueue<int>();
        using var done = new ManualResetEventSlim();
        _script.OnStep = happened =>
        {
            if (happened is "many")
            {
                for (var number = 0; number < 3 * MostAtOnce; number++)
                    _loop.Tell(number);
            }
            by.Enqueue(Environment.CurrentManagedThreadId);
            if (by.Count == (3 * MostAtOnce) + 1)
                done.Set();
        };
        var own = 0;
        var teller = new Thread(() =>
        {
            own = Environment.CurrentManagedThreadId;
            _loop.Tell("many");
        });
        teller.Start();
        teller.Join();
        done.Wait(s_patience).ShouldBeTrue();
        by.Count(thread => thread == own).ShouldBe(MostAtOnce);
        by.Take(MostAtOnce).ShouldAllBe(thread => thread == own);
    }

    [Fact]
    public async Task A_step_that_throws_fails_all_that_waits_and_what_comes_later_is_refused()
    {
        using var loop = NewPool(out var setup, out _);
        var (waiting, started, resized) = (DispatcherStage.NewCall(), new TaskCompletionSource(), new TaskCompletionSource());
        loop.Tell(waiting);
        loop.Tell(new WhenStarted(started));
        loop.Tell(new Resize(3, resized));
        loop.Tell("what no dispatcher knows");
        var late = DispatcherStage.NewCall();
        loop.Tell(late);
        var error = setup.Failure.Error.ShouldBeOfType<ArgumentException>();
        foreach (var task in new[] { waiting.Task, started.Task, resized.Task, late.Task })
            (await Should.ThrowAsync<PoolClosedException>(task.WaitAsync(s_patience))).InnerException.ShouldBe(error);
    }

    [Fact]
    public async Task What_cannot_be_done_keeps_nothing_else_from_being_done()
    {
        var jobs = Enumerable.Range(0, 3).Select(_ => DispatcherStage.NewCall()).ToList();
        _script.OnStep = happened =>
        {
            foreach (var job in jobs)
            {
                _script.Effects.Do(() => throw new InvalidOperationException("on purpose"));
                _script.Effects.Add(new Effect(EffectKind.Succeed, job, Bytes: BitConverter.GetBytes(7)));
            }
        };
        _loop.Tell("fail");
        foreach (var job in jobs)
            (await job.Task.WaitAsync(s_patience)).ShouldBe(7);
        _script.Abandoned.ShouldHaveSingleItem().ShouldBeOfType<PoolClosedException>();
        _setup.Failure.Error.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task A_job_that_is_told_as_the_step_for_it_throws_fails()
    {
        _script.OnStep = _ => throw new InvalidOperationException("on purpose");
        var job = DispatcherStage.NewCall();
        _loop.Tell(job);
        await Should.ThrowAsync<PoolClosedException>(job.Task.WaitAsync(s_patience));
    }

    [Fact]
    public async Task Closing_waits_until_each_session_that_was_opened_has_given_back_what_it_held()
    {
        using var loop = NewPool(out _, out var opened);
        opened.Count.ShouldBe(2);
        var closing = loop.CloseAsync(s_reason, s_patience);
        foreach (var worker in opened)
        {
            closing.IsCompleted.ShouldBeFalse();
            loop.Tell(new WorkerEnded(worker, WorkerLoss.Unknown(worker)));
            closing.IsCompleted.ShouldBeFalse();
            loop.Tell(new WorkerClosed(worker));
        }
        await closing.WaitAsync(s_patience);
        opened.Count.ShouldBe(2, "no other is started");
    }

    [Fact]
    public async Task Closing_waits_no_longer_than_it_may()
    {
        using var loop = NewPool(out _, out _);
        await loop.CloseAsync(s_reason, TimeSpan.FromMilliseconds(1)).WaitAsync(s_patience);
        _log.Warnings.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Closing_a_pool_without_sessions_waits_for_nothing() =>
        await _loop.CloseAsync(s_reason, Timeout.InfiniteTimeSpan).WaitAsync(s_patience);

    private PoolSetup NewSetup(Action<WorkerId>? opened = null) =>
        new(new ProcessPoolOptions { Workers = 2 }, null!, null!, new FunctionRegistry(), [], _log)
        {
            OpenSession = (_, id, _) =>
            {
                opened?.Invoke(id);
                return new NotedSession(id, []);
            },
        };

    /// <summary>With a real dispatcher.</summary>
    private DispatchLoop NewPool(out PoolSetup setup, out List<WorkerId> opened)
    {
        var all = opened = [];
        var made = setup = NewSetup(all.Add);
        var loop = new DispatchLoop(setup, effects => new Dispatcher(made, new PoolView(), effects));
        loop.Tell(new OpenPool());
        return loop;
    }

    /// <summary>In a dispatcher's place: does what the spec says.</summary>
    private sealed class Scripted(Effects effects) : IDispatcher
    {
        public Effects Effects => effects;

        public Action<object>? OnStep { get; set; }

        public List<Exception> Abandoned { get; } = [];

        public void Step(object happened) => OnStep?.Invoke(happened);

        public void Abandon(Exception reason) => Abandoned.Add(reason);
    }
}
