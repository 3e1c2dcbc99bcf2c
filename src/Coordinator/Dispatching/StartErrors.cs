namespace Troupe.Dispatching;

/// <summary>What the caller is told when the first worker of a pool, or the process of a hosted object, could not be started.
/// Pure.</summary>
internal static class StartErrors
{
    /// <param name="first">The error of the first start that failed.</param>
    /// <param name="thrown">Whether user code threw it: the initializer, or what makes the hosted object.</param>
    /// <param name="hosted">What the process was to host; null for a worker of a pool.</param>
    /// <param name="initializer">Whether there is an initializer, which runs before anything is made.</param>
    public static PoolStartException Of(Exception first, bool thrown, string? hosted, bool initializer)
    {
        var what = hosted is null ? "No worker of the pool could be started. The first one failed" : $"The {hosted} could not be hosted";
        var whose = hosted is null
            ? "ProcessPoolOptions.Initializer"
            : initializer ? "ProcessPoolOptions.Initializer or its factory" : "its factory";
        return new PoolStartException(
            thrown ? $"{what}: {whose} failed with {first.GetType().Name}: {first.Message}" : $"{what}: {first.Message}",
            first);
    }
}
