using Akka.Actor;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Troupe;

/// <summary>How a child process is set up. Copied and checked at the start.</summary>
public sealed record ChildProcessOptions
{
    /// <summary>
    /// A name for logs and errors; the function reads it as <see cref="JobContext.ProcessName"/>. Default: Process-1,
    /// Process-2 and so on, and in a child process its own name with a number behind it, such as Process-1:2.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>What happens to what the process writes to its console. Default: it appears on this process' own.</summary>
    public OutputMode OutputMode { get; set; } = OutputMode.Inherit;

    /// <summary>
    /// Whether the function runs in the culture of the code that starts the process (<c>CurrentCulture</c> and <c>CurrentUICulture</c>), as
    /// a thread does. False: in the one that the environment sets. Default true.
    /// </summary>
    public bool FlowCulture { get; set; } = true;

    /// <summary>Variables that it has besides those of this process; a null value removes one. Never put secrets here.</summary>
    public IDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>Its working directory. Null, the default: this process' own.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// The path of a plug-in assembly in whose own dependencies the process runs. Its functions are called by name, and
    /// this process never loads it. Null, the default: the process runs this program's assemblies.
    /// </summary>
    public string? PluginPath { get; set; }

    /// <summary>
    /// Simple names of the only assemblies whose functions may be called. Null, the default: the program's own and its
    /// dependencies that are not part of the framework.
    /// </summary>
    public IList<string>? AllowedAssemblies { get; set; }

    /// <summary>How long the process may take from its start until its function can begin. Default 30 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="ChildProcess.DisposeAsync"/> waits for the process to end before it kills it. Default 30 s, as the
    /// generic host's.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A process that holds more than this is killed: bytes, or a share of the memory. Looked at five times a second. Null,
    /// the default: no limit.</summary>
    public MemoryLimit? HardMemoryLimit { get; set; }

    /// <summary>Whether the process opens .NET's diagnostics port, for debuggers and dumps. Default false.</summary>
    public bool EnableDiagnostics { get; set; }

    /// <summary>Where the process has its actor, once <see cref="ChildProcess.ActorRef"/> is asked for. Null, the default: in a system of
    /// Troupe's own.</summary>
    public ActorSystem? ActorSystem { get; set; }

    /// <summary>Where its start and end are logged, and its output with <see cref="OutputMode.Forward"/>. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the text names it and the range.</exception>
    internal void Validate()
    {
        Require(
            Name is null || !string.IsNullOrWhiteSpace(Name),
            nameof(Name),
            Name,
            "a text that is not blank; null means one is made up");
        Require(Enum.IsDefined(OutputMode), nameof(OutputMode), OutputMode, "one of the modes");
        Require(
            WorkingDirectory is null || Directory.Exists(WorkingDirectory),
            nameof(WorkingDirectory),
            WorkingDirectory,
            "a directory that exists");
        Require(PluginPath is null || File.Exists(PluginPath), nameof(PluginPath), PluginPath, "an assembly file that exists");
        Require(StartTimeout > TimeSpan.Zero, nameof(StartTimeout), StartTimeout, "a time above 0");
        Require(DrainTimeout >= TimeSpan.Zero, nameof(DrainTimeout), DrainTimeout, "a time that is not negative");
        Require(
            ProcessPoolOptions.IsEnough(HardMemoryLimit),
            nameof(HardMemoryLimit),
            HardMemoryLimit?.Explained,
            ProcessPoolOptions.MemoryRule);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
        ArgumentNullException.ThrowIfNull(Environment);
    }

    /// <summary>The same as the options of a pool with one worker.</summary>
    internal ProcessPoolOptions ToPoolOptions() => new()
    {
        Workers = 1,
        OutputMode = OutputMode,
        FlowCulture = FlowCulture,
        Environment = new Dictionary<string, string?>(Environment),
        WorkingDirectory = WorkingDirectory,
        PluginPath = PluginPath,
        AllowedAssemblies = AllowedAssemblies,
        StartTimeout = StartTimeout,
        HardMemoryLimit = HardMemoryLimit,
        EnableDiagnostics = EnableDiagnostics,
        LoggerFactory = LoggerFactory,
    };

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"ChildProcessOptions.{name} is {value ?? "null"}; it must be {range}.");
    }
}
