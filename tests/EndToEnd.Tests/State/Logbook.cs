namespace Troupe.EndToEnd.Tests.State;

/// <summary>A hosted object in specs: a counter that takes memory when it is told to, and tells how it ends.</summary>
public sealed class Logbook(int start, string? endNote = null) : IAsyncDisposable
{
    private byte[][] _held = [];
    private int _value = start;

    public int Increment() => ++_value;

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
}
