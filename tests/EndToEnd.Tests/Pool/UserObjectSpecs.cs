using System.Collections;
using Microsoft.Extensions.Logging;
using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>Objects of the user's that options hold, and that throw or change: their exception comes out of the call, as itself.</summary>
public sealed class UserObjectSpecs : PoolSpecs
{
    private const string Text = "on purpose";

    [Fact]
    public async Task An_environment_that_throws_is_the_starts_error()
    {
        var options = new ProcessPoolOptions { Workers = 1, Environment = new Throwing() };
        (await Should.ThrowAsync<NotSupportedException>(ProcessPool.StartAsync(options).WaitAsync(Patience))).Message.ShouldBe(Text);
        var child = new ChildProcessOptions { Environment = new Throwing() };
        Should.Throw<NotSupportedException>(() => ChildProcess.Start(Arithmetic.Answer, child)).Message.ShouldBe(Text);
    }

    [Fact]
    public async Task A_change_of_the_environment_after_the_start_reaches_no_worker()
    {
        var options = new ProcessPoolOptions { Workers = 1, MaxTasksPerWorker = 1, Environment = { ["TROUPE_SPEC_ONE"] = "before" } };
        await using var pool = await Start(options);
        options.Environment["TROUPE_SPEC_ONE"] = "after";
        (await pool.RunAsync(Work.Variable, "TROUPE_SPEC_ONE").WaitAsync(Patience)).ShouldBe("before");
        (await pool.RunAsync(Work.Variable, "TROUPE_SPEC_ONE").WaitAsync(Patience)).ShouldBe("before");
    }

    [Fact]
    public async Task A_logger_factory_that_throws_is_the_starts_error()
    {
        var options = new ProcessPoolOptions { Workers = 1, LoggerFactory = new ThrowingFactory() };
        (await Should.ThrowAsync<NotSupportedException>(ProcessPool.StartAsync(options).WaitAsync(Patience))).Message.ShouldBe(Text);
    }

    [Fact]
    public async Task Items_that_throw_are_the_maps_error()
    {
        await using var pool = await Start();
        (await Should.ThrowAsync<NotSupportedException>(() => pool.MapAsync(Arithmetic.Square, Items()).WaitAsync(Patience))).Message
            .ShouldBe(Text);
        (await Should.ThrowAsync<NotSupportedException>(
            () => pool.StreamAsync(Arithmetic.Square, Items()).ToListAsync().AsTask().WaitAsync(Patience))).Message.ShouldBe(Text);
    }

    [Fact]
    public async Task Callbacks_and_receivers_of_progress_that_throw_are_raised_and_change_no_outcome()
    {
        await using var pool = await Start();
        using var raised = new SemaphoreSlim(0);
        pool.CallbackFailed += (_, failed) =>
        {
            failed.Error.Message.ShouldBe(Text);
            raised.Release();
            throw failed.Error;
        };
        await pool.Submit(Arithmetic.Answer, onResult: _ => throw new NotSupportedException(Text)).Task.WaitAsync(Patience);
        (await raised.WaitAsync(Patience)).ShouldBeTrue();
        var reporting = new JobOptions().WithProgress(new ThrowingProgress());
        (await pool.RunAsync(() => { JobContext.Current.Report(1); return 2; }, reporting).WaitAsync(Patience)).ShouldBe(2);
        (await raised.WaitAsync(Patience)).ShouldBeTrue();
    }

    private static IEnumerable<int> Items()
    {
        yield return 1;
        throw new NotSupportedException(Text);
    }

    private sealed class ThrowingProgress : IProgress<int>
    {
        public void Report(int value) => throw new NotSupportedException(Text);
    }

    private sealed class ThrowingFactory : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException(Text);

        public ILogger CreateLogger(string categoryName) => throw new NotSupportedException(Text);

        public void Dispose()
        {
            // There is nothing to give back.
        }
    }

    private sealed class Throwing : IDictionary<string, string?>
    {
        public ICollection<string> Keys => throw new NotSupportedException(Text);

        public ICollection<string?> Values => throw new NotSupportedException(Text);

        public int Count => throw new NotSupportedException(Text);

        public bool IsReadOnly => throw new NotSupportedException(Text);

        public string? this[string key]
        {
            get => throw new NotSupportedException(Text);
            set => throw new NotSupportedException(Text);
        }

        public void Add(string key, string? value) => throw new NotSupportedException(Text);

        public void Add(KeyValuePair<string, string?> item) => throw new NotSupportedException(Text);

        public void Clear() => throw new NotSupportedException(Text);

        public bool Contains(KeyValuePair<string, string?> item) => throw new NotSupportedException(Text);

        public bool ContainsKey(string key) => throw new NotSupportedException(Text);

        public void CopyTo(KeyValuePair<string, string?>[] array, int arrayIndex) => throw new NotSupportedException(Text);

        public IEnumerator<KeyValuePair<string, string?>> GetEnumerator() => throw new NotSupportedException(Text);

        public bool Remove(string key) => throw new NotSupportedException(Text);

        public bool Remove(KeyValuePair<string, string?> item) => throw new NotSupportedException(Text);

        public bool TryGetValue(string key, out string? value) => throw new NotSupportedException(Text);

        IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException(Text);
    }
}
