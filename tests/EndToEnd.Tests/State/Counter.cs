using Troupe.EndToEnd.Tests.Jobs;

namespace Troupe.EndToEnd.Tests.State;

/// <summary>An object with state that cannot travel: it is made where it lives.</summary>
public sealed class Counter(int start)
{
    private readonly Lock _gate = new();
    private int _value = start;
    private int _inside;

    public int Value => _value;

    public int Increment()
    {
        lock (_gate)
            return ++_value;
    }

    public async Task<int> IncrementSlowly(CancellationToken token = default)
    {
        if (Interlocked.Increment(ref _inside) > 1)
            throw new InvalidOperationException("two calls are inside at once");
        await Task.Delay(1, token);
        Interlocked.Decrement(ref _inside);
        return Increment();
    }

    public int Pass(string gate)
    {
        Gate.Pass(gate);
        return Increment();
    }

    public int PassAndDie(string gate)
    {
        Gate.Pass(gate);
        Die();
        return 0;
    }

    public int Throw() => throw new InvalidDataException($"the counter stands at {_value}");

    public static Counter Missing() => throw new InvalidDataException("no counter today");

    public static void Die() => Environment.Exit(3);
}
