using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>An object that shares its process in specs: a counter of its own, which tells how it is called and how it ends.</summary>
public sealed class Logbook(int start, string? endNote = null) : IAsyncDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private byte[][] _held = [];
    private int _value = start;
    private int _inside;

    public int Value => _value;

    /// <summary>How often it ran on another thread than its own, or twice at once.</summary>
    public int Mixed { get; private set; }

    public int Increment()
    {
        if (Environment.CurrentManagedThreadId != _thread || Interlocked.Increment(ref _inside) != 1)
            Mixed++;
        _value++;
        Interlocked.Decrement(ref _inside);
        return _value;
    }

    public int Pass(string gate)
    {
        Gate.Pass(gate);
        return Increment();
    }

    public Task<int> PassAsync(string gate, CancellationToken token) => Gate.PassAsync(gate, token);

    /// <summary>Takes the token and does not look at it.</summary>
    public Task<int> IgnoreAsync(string gate, CancellationToken token) => Task.FromResult(token.CanBeCanceled ? Gate.Pass(gate) : -1);

    public int Throw() => throw new InvalidDataException($"the logbook stands at {_value}");

    public void Hold(int mebibytes)
    {
        _held = [.. Enumerable.Range(0, mebibytes).Select(_ => new byte[1 << 20])];
        foreach (var block in _held)
            block.AsSpan().Fill(1);
        Thread.Sleep(Timeout.Infinite);
    }

    public async ValueTask DisposeAsync()
    {
        if (endNote is not null)
            await File.WriteAllTextAsync(endNote, $"{_value}");
    }

    public static Logbook MissingWhen(string path) =>
        File.Exists(path) ? throw new InvalidDataException("no logbook today") : new Logbook(0);
}
