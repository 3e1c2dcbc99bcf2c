using Microsoft.Extensions.Configuration;
using Troupe.Cli.Exits;

namespace Troupe.Cli.Map;

/// <summary>Puts the pool's options together: defaults, then the configuration file, then the command line.</summary>
internal static class PoolSettings
{
    // The format goes by the name, as with every other program that reads both.
    private static readonly string[] s_hocon = [".conf", ".hocon"];

    /// <exception cref="UsageException">The file is missing, is not of its format, or has a setting that does not exist or has no such
    /// value.</exception>
    public static ProcessPoolOptions Read(string? file)
    {
        var options = file is null ? new ProcessPoolOptions() : OfFile(file);
        // Inherit, good in an app, would mix what functions print with the results; so it goes by the log.
        if (options.OutputMode == OutputMode.Inherit)
            options.OutputMode = OutputMode.Forward;
        return options;
    }

    private static ProcessPoolOptions OfFile(string file)
    {
        if (!File.Exists(file))
            throw new UsageException($"There is no configuration file '{file}'.");
        try
        {
            return s_hocon.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
                ? ProcessPoolOptions.Load(file)
                : OfJson(file);
        }
        catch (InvalidConfigurationException error)
        {
            // It names the file and the line itself.
            throw new UsageException(error.Message, error);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or InvalidOperationException
            or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"The configuration file '{file}' cannot be used: {error.Message} {error.InnerException?.Message}".TrimEnd(),
                error);
        }
    }

    private static ProcessPoolOptions OfJson(string file)
    {
        var options = new ProcessPoolOptions();
        var configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file), optional: false).Build();
        configuration.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        options.Retry = Retry(configuration.GetSection(nameof(ProcessPoolOptions.Retry))) ?? options.Retry;
        return options;
    }

    // A policy is made, not filled in, so the binder cannot set it.
    private static RetryPolicy? Retry(IConfigurationSection section)
    {
        if (!section.Exists())
            return null;
        var attempts = section.GetValue(nameof(RetryPolicy.Attempts), 3);
        var policy = attempts == 1 ? RetryPolicy.None : RetryPolicy.OnWorkerLoss(attempts);
        return policy.WithPoisonLimit(section.GetValue(nameof(RetryPolicy.PoisonLimit), policy.PoisonLimit))
            .WithBackoff(section.GetValue(nameof(RetryPolicy.Backoff), TimeSpan.Zero));
    }
}
