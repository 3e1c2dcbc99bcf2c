using Troupe.Platform.Timing;

namespace Troupe.Processes;

/// <summary>All that is needed to start one worker process. Immutable; vary it with <c>with</c>.</summary>
internal sealed record WorkerStartInfo
{
    /// <summary>The program: an absolute path, or a name to be found on PATH.</summary>
    internal required string FileName { get; init; }

    /// <summary>Its arguments, passed as they are. Readable by every user of the machine: never a secret.</summary>
    internal IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Null: this process' own.</summary>
    internal string? WorkingDirectory { get; init; }

    /// <summary>
    /// Changes to the inherited environment, applied last: a value sets the variable, null removes it. Grandchildren
    /// inherit it and crash dumps keep it: never a secret.
    /// </summary>
    internal IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Whether debuggers, profilers and dump tools may attach to the worker. Off by default: a killed process leaves
    /// its diagnostics files behind in the temp folder, and an open port is a door for the same user's processes.
    /// </summary>
    internal bool EnableDiagnostics { get; init; }

    /// <summary>What becomes of standard output and standard error.</summary>
    internal OutputMode OutputMode { get; init; } = OutputMode.Inherit;

    /// <summary>
    /// Gets the lines when <see cref="OutputMode"/> is <see cref="OutputMode.Forward"/>: one at a time, never on a
    /// thread that reads the child's output. What it throws is ignored.
    /// </summary>
    internal Action<OutputLine>? OutputSink { get; init; }

    /// <summary>Tells, when a line has been read, which job it is taken for; must not block. Null: none.</summary>
    internal Func<ulong>? OutputJob { get; init; }

    /// <summary>The clock of the waits after the child's end.</summary>
    internal TimeProvider TimeProvider { get; init; } = ControlClock.Instance;

    /// <summary>
    /// How long the child's output is still read after its end when a grandchild holds the pipe. Default one second.
    /// </summary>
    internal TimeSpan OutputGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="ArgumentException">A part is missing or does not fit.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(FileName);
        if (FileName.Contains('\0') || Arguments.Any(argument => argument.Contains('\0')))
            throw new ArgumentException($"The command line of the worker '{FileName}' holds a NUL character, which no system can pass on.");

        foreach (var (name, value) in Environment)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0 || value?.Contains('\0') == true)
            {
                throw new ArgumentException(
                    $"'{name}' cannot be set in a worker's environment: a name is not empty and has no '=', and neither "
                    + "name nor value has a NUL character.");
            }
        }

        if (WorkingDirectory is not null && !Directory.Exists(WorkingDirectory))
        {
            throw new ArgumentException(
                $"The working directory '{WorkingDirectory}' of the worker '{FileName}' does not exist. Create it, or "
                + "leave it out to use this process' own.");
        }

        if (OutputMode == OutputMode.Forward && OutputSink is null)
            throw new ArgumentException("The output of a worker can only be forwarded when there is an OutputSink.");
    }
}
