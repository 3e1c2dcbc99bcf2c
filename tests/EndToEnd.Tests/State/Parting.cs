namespace Troupe.EndToEnd.Tests.State;

/// <summary>An object that tells how often it was disposed, and leaves a second time the chance to come while the first lasts.</summary>
public sealed class Parting(string note) : IDisposable
{
    private static readonly TimeSpan s_chance = TimeSpan.FromMilliseconds(50);

    private readonly CountdownEvent _twice = new(2);
    private int _times;

    /// <summary>A call that lasts: another thread of the worker's reads its link then.</summary>
    public static int Last(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return milliseconds;
    }

    public void Dispose()
    {
        File.WriteAllText($"{note}.{Interlocked.Increment(ref _times)}", "");
        _twice.Signal();
        _twice.Wait(s_chance);
    }
}
