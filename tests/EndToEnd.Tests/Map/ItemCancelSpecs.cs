using System.Runtime.CompilerServices;
using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.Map;

/// <summary>
/// Cancelled means: by the caller's token, by <see cref="JobHandle.Cancel"/>, by the pool. What code throws by itself is a fault, whatever
/// its type: the time-out of an HttpClient is a <see cref="TaskCanceledException"/>.
/// </summary>
public sealed class ItemCancelSpecs : PoolSpecs
{
    private const string Text = "slow server 3";

    private const string Name = "Troupe.EndToEnd.Tests.Map.ItemCancelSpecs.Get";

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Get(int item) => item == 3 ? throw new TaskCanceledException(Text, new TimeoutException("100 s")) : item;

    private static async Task<int> GetAsync(int item)
    {
        await Task.Yield();
        return Get(item);
    }

    private static int GetBoth(int item, int other) => Get(item) + other;

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(null)]
    public async Task A_cancel_that_an_item_of_a_map_throws_by_itself_is_its_fault_and_keeps_text_index_and_stack(int? chunk)
    {
        await using var pool = await Start(2);
        var items = Enumerable.Range(0, 6).ToArray();
        var options = new MapOptions { ChunkSize = chunk };
        foreach (var map in new[] {
            pool.MapAsync(Get, items, options),
            pool.MapAsync(GetAsync, items, options),
            pool.StarMapAsync(GetBoth, items.Select(item => (item, 1)), options) })
        {
            ShouldBeItsOwn(await Should.ThrowAsync<TaskCanceledException>(map.WaitAsync(Patience)));
            map.IsFaulted.ShouldBeTrue();
        }
        (await pool.RunAsync(Nested).WaitAsync(Patience)).ShouldBe($"{Text} 3");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(null)]
    public async Task So_it_is_in_a_stream_and_in_outcomes_and_in_a_call_by_name(int? chunk)
    {
        await using var pool = await Start(2);
        var items = Enumerable.Range(0, 6).ToArray();
        var options = new StreamOptions { ChunkSize = chunk };
        ShouldBeItsOwn(await Thrown(pool.StreamAsync(Get, items, options)));
        ShouldBeItsOwn((await Failed(pool.OutcomesAsync(Get, items, options))).ShouldHaveSingleItem());
        ShouldBeItsOwn((await Failed(pool.OutcomesAsync(Name, items.Select(item => $"{item}"), NamedCallInput.JsonArguments, options)))
            .ShouldHaveSingleItem());
    }

    [Fact]
    public async Task So_it_is_in_a_single_call_whichever_way_it_is_made()
    {
        await using var pool = await Start();
        var call = pool.RunAsync(Get, 3);
        ShouldBeItsOwn(await Should.ThrowAsync<TaskCanceledException>(call.WaitAsync(Patience)), index: null);
        call.IsFaulted.ShouldBeTrue();
        var later = pool.RunAsync(GetAsync, 3);
        ShouldBeItsOwn(await Should.ThrowAsync<TaskCanceledException>(later.WaitAsync(Patience)), index: null);
        later.IsFaulted.ShouldBeTrue();
        var told = new TaskCompletionSource<Exception>();
        var handle = pool.Submit(Get, 3, onError: told.SetResult);
        ShouldBeItsOwn(await told.Task.WaitAsync(Patience), index: null);
        handle.State.ShouldBe(JobState.Failed);
    }

    [Fact]
    public async Task A_map_that_its_token_or_its_pool_cancels_is_cancelled()
    {
        var gate = Path.Combine(Scratch(), "gate");
        await using var pool = await Start(new ProcessPoolOptions { Workers = 1, GracePeriod = TimeSpan.Zero });
        using var cancellation = new CancellationTokenSource();
        var map = pool.MapAsync(Gate.Pass, Enumerable.Repeat(gate, 4), new MapOptions { ChunkSize = 2 }, cancellation.Token);
        await Until(() => Gate.Waiting(gate) == 1, "the first item runs");
        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(map.WaitAsync(Patience))).CancellationToken.ShouldBe(cancellation.Token);
        map.IsCanceled.ShouldBeTrue();

        var other = pool.MapAsync(Gate.Pass, Enumerable.Repeat(gate, 4), new MapOptions { ChunkSize = 2 });
        await Until(() => Gate.Waiting(gate) == 2, "an item of the other runs");
        await pool.KillAsync().WaitAsync(Patience);
        (await Should.ThrowAsync<OperationCanceledException>(other.WaitAsync(Patience))).CancellationToken.IsCancellationRequested
            .ShouldBeTrue();
        other.IsCanceled.ShouldBeTrue();
    }

    private static async Task<string> Nested()
    {
        try
        {
            return $"{(await JobContext.Current.Pool.MapAsync(Get, Enumerable.Range(0, 6))).Length}";
        }
        catch (TaskCanceledException error)
        {
            return $"{error.Message} {error.Data["Troupe.ItemIndex"]}";
        }
    }

    /// <summary>As code would catch it: the task of an asynchronous method that ends with such an exception tells less.</summary>
    private static async Task<Exception> Thrown(IAsyncEnumerable<int> results)
    {
        try
        {
            await foreach (var item in results)
                item.ShouldNotBe(3);
        }
        catch (Exception error)
        {
            return error;
        }
        throw new InvalidOperationException("The stream ended as if nothing were wrong.");
    }

    private static async Task<List<Exception>> Failed<T>(IAsyncEnumerable<Outcome<T>> outcomes)
    {
        var errors = new List<Exception>();
        await foreach (var outcome in outcomes)
        {
            if (!outcome.IsCompletedSuccessfully)
                errors.Add(outcome.Error);
        }
        return errors;
    }

    private static void ShouldBeItsOwn(Exception error, long? index = 3)
    {
        error.ShouldBeOfType<TaskCanceledException>().Message.ShouldBe(Text);
        error.InnerException.ShouldBeOfType<TimeoutException>();
        error.Data["Troupe.ItemIndex"].ShouldBe(index);
        error.StackTrace!.ShouldContain($"{nameof(ItemCancelSpecs)}.{nameof(Get)}");
    }
}
