using Troupe.Supervision;
using Troupe.Tests.Clocks;

namespace Troupe.Tests.Supervision;

/// <summary>A pool's actors are made once, when they are needed, and beside the thread that needs them.</summary>
public sealed class LazyActorsSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<IPoolActors> _made = new();
    private readonly TaskCompletionSource<Exception> _failed = new();
    private readonly ManualTimeProvider _clock = new();
    private int _opened;

    [Fact]
    public async Task They_are_made_once()
    {
        var actors = NewActors();
        actors.Begin();
        var first = actors.GetAsync();
        actors.Begin();
        var made = new NotedActors();
        _made.SetResult(made);

        (await first.WaitAsync(s_patience)).ShouldBe(made);
        (await actors.GetAsync().WaitAsync(s_patience)).ShouldBe(made);
        _opened.ShouldBe(1);
    }

    [Fact]
    public async Task An_error_is_told_to_the_pool_and_to_all_that_wait_for_them_and_the_next_one_that_asks_tries_again()
    {
        var actors = NewActors();
        var asked = actors.GetAsync();
        _made.SetException(new InvalidOperationException("No."));

        var told = await _failed.Task.WaitAsync(s_patience);
        told.ShouldBeOfType<PoolStartException>().InnerException!.Message.ShouldBe("No.");
        (await Should.ThrowAsync<PoolStartException>(() => asked.WaitAsync(s_patience))).ShouldBe(told);

        await Should.ThrowAsync<PoolStartException>(() => actors.GetAsync().WaitAsync(s_patience));
        _opened.ShouldBe(2);
    }

    [Fact]
    public async Task The_end_does_not_wait_for_actors_that_are_being_made_and_they_are_ended_then()
    {
        var actors = NewActors();
        actors.Begin();
        await actors.EndAsync(s_patience).WaitAsync(s_patience);
        var made = new NotedActors();
        _made.SetResult(made);

        (await made.Ended.Task.WaitAsync(s_patience)).ShouldBe(s_patience);
    }

    [Fact]
    public async Task After_the_end_none_are_made()
    {
        var actors = NewActors();
        await actors.EndAsync(s_patience).WaitAsync(s_patience);
        actors.Begin();

        await Should.ThrowAsync<PoolClosedException>(() => actors.GetAsync());
        _opened.ShouldBe(0);
    }

    [Fact]
    public async Task Where_nothing_waits_for_them_a_new_pools_first_work_goes_before()
    {
        var actors = NewActors();
        actors.BeginSoon();
        actors.BeginSoon();
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        _opened.ShouldBe(0);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _made.SetResult(new NotedActors());
        await actors.GetAsync().WaitAsync(s_patience);
        _opened.ShouldBe(1);
    }

    [Fact]
    public async Task A_pool_that_ends_soon_makes_none()
    {
        var actors = NewActors();
        actors.BeginSoon();
        await actors.EndAsync(s_patience).WaitAsync(s_patience);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<PoolClosedException>(() => actors.GetAsync());
        _opened.ShouldBe(0);
    }

    private LazyActors NewActors() => new(
        () =>
        {
            _opened++;
            return _made.Task;
        },
        error => _failed.TrySetResult(error),
        _clock);

    private sealed class NotedActors : IPoolActors
    {
        public TaskCompletionSource<TimeSpan> Ended { get; } = new();

        public Task EndAsync(TimeSpan bound)
        {
            Ended.SetResult(bound);
            return Task.CompletedTask;
        }
    }
}
