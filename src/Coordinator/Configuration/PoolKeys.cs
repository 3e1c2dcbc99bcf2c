namespace Troupe.Configuration;

/// <summary>
/// Every key of the section <c>troupe.pool</c>. Options that are code or objects (initializers, logger, clock) have none.
/// </summary>
internal static class PoolKeys
{
    private static readonly PoolKey[] s_retry =
    [
        Retry(nameof(RetryPolicy.Attempts), HoconKinds.Within(1, RetryPolicy.Most, "attempts"), WithAttempts),
        Retry(nameof(RetryPolicy.PoisonLimit), HoconKinds.Within(1, RetryPolicy.Most, "deaths"),
            (policy, value) => policy.WithPoisonLimit(value)),
        Retry(nameof(RetryPolicy.Backoff), HoconKinds.Time, (policy, value) => policy.WithBackoff(value)),
    ];

    public static IReadOnlyList<PoolKey> All { get; } =
    [
        PoolKey.Of(nameof(ProcessPoolOptions.Workers), HoconKinds.Whole, (options, value) => options.Workers = value),
        PoolKey.Of(nameof(ProcessPoolOptions.SpareWorkers), HoconKinds.Whole, (options, value) => options.SpareWorkers = value),
        PoolKey.Of(nameof(ProcessPoolOptions.MaxTasksPerWorker), HoconKinds.Whole, (options, value) => options.MaxTasksPerWorker = value),
        PoolKey.Of(nameof(ProcessPoolOptions.SoftMemoryLimit), HoconKinds.Memory, (options, value) => options.SoftMemoryLimit = value),
        PoolKey.Of(nameof(ProcessPoolOptions.HardMemoryLimit), HoconKinds.Memory, (options, value) => options.HardMemoryLimit = value),
        PoolKey.Of(nameof(ProcessPoolOptions.GracePeriod), HoconKinds.Limit, (options, value) => options.GracePeriod = value),
        PoolKey.Of(nameof(ProcessPoolOptions.StartTimeout), HoconKinds.Limit, (options, value) => options.StartTimeout = value),
        PoolKey.Of(nameof(ProcessPoolOptions.DrainTimeout), HoconKinds.Limit, (options, value) => options.DrainTimeout = value),
        PoolKey.Of(nameof(ProcessPoolOptions.QueueCapacity), HoconKinds.Whole, (options, value) => options.QueueCapacity = value),
        PoolKey.Of(nameof(ProcessPoolOptions.QueueFullMode), HoconKinds.Choice<QueueFullMode>(),
            (options, value) => options.QueueFullMode = value),
        new(PoolKey.NameOf(nameof(ProcessPoolOptions.Retry)), (options, entry) => Apply(s_retry, options, entry)),
        PoolKey.Of(nameof(ProcessPoolOptions.FlowCulture), HoconKinds.Switch, (options, value) => options.FlowCulture = value),
        PoolKey.Of(nameof(ProcessPoolOptions.OutputMode), HoconKinds.Choice<OutputMode>(), (options, value) => options.OutputMode = value),
        new(PoolKey.NameOf(nameof(ProcessPoolOptions.Environment)), SetEnvironment),
        new(PoolKey.NameOf(nameof(ProcessPoolOptions.WorkingDirectory)), (options, entry) => options.WorkingDirectory = FullPath(entry)),
        new(PoolKey.NameOf(nameof(ProcessPoolOptions.PluginPath)), (options, entry) => options.PluginPath = FullPath(entry)),
        PoolKey.Of(nameof(ProcessPoolOptions.AllowedAssemblies), HoconKinds.Words, (options, value) => options.AllowedAssemblies = value),
        PoolKey.Of(nameof(ProcessPoolOptions.MaxMessageBytes), HoconKinds.Size, (options, value) => options.MaxMessageBytes = value),
        PoolKey.Of(nameof(ProcessPoolOptions.EnableDiagnostics), HoconKinds.Switch, (options, value) => options.EnableDiagnostics = value),
    ];

    /// <summary>Puts what a section sets into the options; what it leaves out, or sets to null, stays.</summary>
    /// <exception cref="InvalidConfigurationException">A key is not known, or its value is of another kind.</exception>
    public static void Apply(IReadOnlyList<PoolKey> keys, ProcessPoolOptions options, HoconEntry section)
    {
        foreach (var (name, entry) in section.Members())
        {
            var key = keys.FirstOrDefault(key => key.Name == name) ?? throw entry.Unknown(name, [.. keys.Select(key => key.Name)]);
            if (!entry.IsNull)
                key.Set(options, entry);
        }
    }

    // A policy is not filled in but made, part by part.
    private static PoolKey Retry<T>(string part, HoconKind<T> kind, Func<RetryPolicy, T, RetryPolicy> change) =>
        PoolKey.Of(part, kind, (options, value) => options.Retry = change(options.Retry, value));

    private static RetryPolicy WithAttempts(RetryPolicy policy, int attempts)
    {
        var again = attempts == 1 ? RetryPolicy.None : RetryPolicy.OnWorkerLoss(attempts);
        return again.WithPoisonLimit(policy.PoisonLimit).WithBackoff(policy.Backoff);
    }

    // Here null is a value: it takes a variable away.
    private static void SetEnvironment(ProcessPoolOptions options, HoconEntry section)
    {
        foreach (var (name, entry) in section.Members())
            options.Environment[name] = entry.IsNull ? null : entry.Read(HoconKinds.Word);
    }

    private static string FullPath(HoconEntry entry) => Path.GetFullPath(entry.Read(HoconKinds.FilePath), entry.Folder);
}
