namespace Troupe.Cli.Exits;

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>An item, the pool or a step of the demo failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the input is wrong.</summary>
    public const int Usage = 2;

    /// <summary>128 + SIGHUP, as shells have it.</summary>
    public const int HungUp = 129;

    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGPIPE: who read the results reads no longer.</summary>
    public const int ReaderGone = 141;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
