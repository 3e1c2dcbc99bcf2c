namespace Troupe.Samples.AkkaApp;

/// <summary>What runs in the worker processes.</summary>
public static class Prices
{
    private static int s_loaded;

    public static string Quote(int order)
    {
        if (order == 13)
            Environment.Exit(3); // As a bug in native code would: the process is gone.
        return $"order {order} costs {order * 9.5m:0.00}";
    }

    /// <summary>Something that each process has to do for itself.</summary>
    public static int Load() => Interlocked.Increment(ref s_loaded);

    public static int Process() => Environment.ProcessId;
}
