using Microsoft.Extensions.Configuration;

namespace Troupe.Cli.Map;

/// <summary>Puts the pool's options together: defaults, then the configuration file, then the command line.</summary>
internal static class PoolSettings
{
    /// <exception cref="UsageException">The file is missing, is not JSON, or has a setting that does not exist or has no such value.</exception>
    public static ProcessPoolOptions Read(string? file)
    {
        var options = new ProcessPoolOptions();
        if (file is not null)
            Bind(options, file);
        // Inherit, good in an app, would mix what functions print with the results; so it goes by the log.
        if (options.OutputMode == OutputMode.Inherit)
            options.OutputMode = OutputMode.Forward;
        return options;
    }

    private static void Bind(ProcessPoolOptions options, string file)
    {
        if (!File.Exists(file))
            throw new UsageException($"There is no configuration file '{file}'.");
        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build();
            configuration.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            options.Retry = Retry(configuration.GetSection(nameof(ProcessPoolOptions.Retry))) ?? options.Retry;
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new UsageException($"The configuration file '{file}' cannot be used: {error.Message} {error.InnerException?.Message}".TrimEnd(), error);
        }
    }

    // A policy is made, not filled in, so the binder cannot set it.
    private static RetryPolicy? Retry(IConfigurationSection section)
    {
        if (!section.Exists())
            return null;
        var attempts = section.GetValue(nameof(RetryPolicy.Attempts), 3);
        var policy = attempts == 1 ? RetryPolicy.None : RetryPolicy.OnWorkerLoss(attempts);
        return policy.WithPoisonLimit(section.GetValue(nameof(RetryPolicy.PoisonLimit), policy.PoisonLimit)).WithBackoff(section.GetValue(nameof(RetryPolicy.Backoff), TimeSpan.Zero));
    }
}
