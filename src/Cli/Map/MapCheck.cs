using Troupe.Cli.Exits;

namespace Troupe.Cli.Map;

/// <summary>Refuses options that do not go together.</summary>
internal static class MapCheck
{
    /// <exception cref="UsageException">They do not.</exception>
    public static void Require(MapArguments arguments)
    {
        if (arguments.Resume && arguments.Output == MapArguments.Standard)
            throw new UsageException("--resume needs --output FILE: it goes on with what the file holds.");
        if (arguments.RetryFailed && !arguments.Resume)
            throw new UsageException("--retry-failed goes with --resume only: it runs the failed items of an earlier run again.");
    }
}
