using Akka.Configuration;
using Troupe.Configuration;

namespace Troupe;

/// <summary>
/// Options of Troupe in a configuration of Akka. Beside <see cref="ProcessPoolOptions"/> and not in it, so that no signature of the
/// options names a type of Akka, and a program that reads no HOCON does not load it.
/// </summary>
public static class AkkaConfigExtensions
{
    /// <summary>
    /// Reads the section <c>troupe.pool</c> of a whole configuration, such as <c>system.Settings.Config</c>. What it leaves out keeps
    /// its default; relative paths are relative to the process' working directory.
    /// </summary>
    /// <param name="config">The whole configuration; without a section <c>troupe.pool</c> all is default.</param>
    /// <returns>The caller's own options, already checked.</returns>
    /// <exception cref="InvalidConfigurationException">The section <c>troupe</c> has a key or a value that is wrong.</exception>
    public static ProcessPoolOptions GetProcessPoolOptions(this Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return PoolConfiguration.Of(config);
    }
}
